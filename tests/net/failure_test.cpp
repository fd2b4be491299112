// SPDX-License-Identifier: Apache-2.0
#include "net/failure.hpp"

#include <doctest/doctest.h>
#include <openssl/sslerr.h>

#include <cerrno>
#include <vector>

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;
using base::Stage;
using net::Contact;
using observe::Failure;
using observe::FailureKind;

const Contact silent{"10.0.0.7:8000", 5000ms, true, 0};
const Contact halfway{"10.0.0.7:8000", 5000ms, true, 321};
const Contact without_istio{"10.0.0.7:8000", 5000ms, false, 0};

bool says(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

TEST_CASE("every failure names the address, and all but a stop say what to do") {
  std::vector<Failure> failures{
      net::closed_early(silent),
      net::plaintext_answer(silent, "HTTP/1.1 400 Bad Request\r\n"),
      net::alert_received(silent, {true, 255, "unknown"}, true),
      net::no_certificate(silent),
      net::bad_certificate(silent, {1, 0, "wrong tag"}),
  };
  for (const int error : {ETIMEDOUT, ECONNREFUSED, EHOSTUNREACH, EMFILE, ENOENT, EACCES}) {
    failures.push_back(net::connect_failure(silent, error));
    CHECK(failures.back().stage == Stage::connect);
  }
  for (const int error : {ETIMEDOUT, ECONNRESET, EPIPE}) {
    failures.push_back(net::handshake_failure(halfway, error));
    CHECK(failures.back().stage == Stage::handshake);
  }
  for (const Failure& failure : failures) {
    CAPTURE(failure.message);
    CHECK(says(failure.message, "10.0.0.7:8000"));
    CHECK_FALSE(failure.hint.empty());
  }
  CHECK(says(net::interrupted(Stage::resolve, "httpbin").message, "resolving httpbin"));
  CHECK(says(net::connect_failure(silent, ECANCELED).message, "10.0.0.7:8000"));
}

TEST_CASE("silence and a stop halfway are different words") {
  const auto never = net::handshake_failure(silent, ETIMEDOUT);
  const auto half = net::handshake_failure(halfway, ETIMEDOUT);
  CHECK(never.kind == half.kind);
  CHECK(never.hint != half.hint);
  CHECK(says(half.message, "321 bytes"));
  CHECK(says(never.message, "5000 ms"));
}

TEST_CASE("a drop after our hello leads to the ALPN first, then to the server name") {
  for (const auto& [offered, not_offered] :
       {std::pair{net::closed_early(silent), net::closed_early(without_istio)},
        std::pair{net::handshake_failure(silent, ECONNRESET),
                  net::handshake_failure(without_istio, ECONNRESET)}}) {
    CHECK(says(not_offered.hint, "--alpn istio"));
    CHECK_FALSE(says(offered.hint, "--alpn"));
    CHECK(says(offered.hint, "outbound_.PORT_._.HOST"));
  }
  const auto half = net::closed_early(halfway);
  CHECK_FALSE(says(half.hint, "outbound_"));
  CHECK(says(half.message, "321 bytes"));
}

TEST_CASE("plaintext shows its first line, escaped and cut") {
  const auto blank_first = net::plaintext_answer(silent, "\r\n\x1b[31mhello\nsecond");
  CHECK(says(blank_first.message, "[31mhello"));
  CHECK_FALSE(says(blank_first.message, "\x1b"));
  CHECK_FALSE(says(blank_first.message, "second"));
  CHECK(says(blank_first.hint, "15008"));
  CHECK(net::plaintext_answer(silent, "\r\n").kind == FailureKind::plaintext);
  CHECK(net::plaintext_answer(silent, std::string(250, 'x')).message.size() < 200);
}

TEST_CASE("version trouble leads to the version options") {
  CHECK(says(net::alert_received(silent, {true, 70, "protocol_version"}, false).hint, "--tls-min"));
  CHECK(says(net::protocol_hint(SSL_R_UNSUPPORTED_PROTOCOL), "--tls-min"));
  CHECK(net::protocol_hint(-1).empty());
}

}  // namespace
}  // namespace mtlschain::net_test
