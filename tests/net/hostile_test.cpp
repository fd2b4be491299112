// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <chrono>

#include "net/loopback.hpp"
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;
using observe::FailureKind;

observe::LiveOptions hurried() {
  observe::LiveOptions options;
  options.timeout = 400ms;
  return options;
}

FailureKind kind_of(const observe::Observation& observation) {
  REQUIRE(observation.failure.has_value());
  return observation.failure->kind;
}

// A ServerHello that chooses TLS 1.2 and ECDHE-RSA-AES256-GCM-SHA384.
std::string server_hello() {
  return net_test::server_hello("\xc0\x30");
}

TEST_CASE("plaintext answers keep their first bytes") {
  const HostileServer http{[](int socket) {
    await_hello(socket);
    send_all(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
    await_close(socket);
  }};
  const auto answered = observe_one(http.address());
  CHECK(kind_of(answered) == FailureKind::plaintext);
  CHECK(answered.failure->first_bytes.starts_with("HTTP/1.1 400"));

  const HostileServer banner{[](int socket) {
    send_all(socket, "SSH-2.0-");
    await_hello(socket);
    std::this_thread::sleep_for(20ms);
    send_all(socket, "Open\x1b[31m" + std::string(9000, 'x'));
    await_close(socket);
  }};
  const auto spoke_first = observe_one(banner.address());
  CHECK(kind_of(spoke_first) == FailureKind::plaintext);
  CHECK(spoke_first.failure->first_bytes.starts_with("SSH-2.0-Open"));
  CHECK(spoke_first.failure->first_bytes.size() == 256);
  CHECK(spoke_first.failure->message.find('\x1b') == std::string::npos);
}

TEST_CASE("reset, end of file, half-close and refusal are told apart") {
  const HostileServer resets{[](int socket) {
    await_hello(socket);
    reset(socket);
  }};
  CHECK(kind_of(observe_one(resets.address())) == FailureKind::reset);
  const HostileServer closes{[](int socket) { await_hello(socket); }};
  CHECK(kind_of(observe_one(closes.address())) == FailureKind::closed);
  const HostileServer half{[](int socket) {
    ::shutdown(socket, SHUT_WR);
    await_close(socket);
  }};
  CHECK(kind_of(observe_one(half.address())) == FailureKind::closed);
  const HostileServer cut{[](int socket) {
    await_hello(socket);
    send_all(socket, server_hello().substr(0, 20));
  }};
  CHECK(kind_of(observe_one(cut.address())) == FailureKind::closed);
  CHECK(kind_of(observe_one("127.0.0.1:1")) == FailureKind::refused);
}

TEST_CASE("silence and drops end at the deadline") {
  const HostileServer silent{[](int socket) { await_close(socket); }};
  const auto begun = std::chrono::steady_clock::now();
  const auto quiet = observe_one(silent.address(), hurried());
  CHECK(kind_of(quiet) == FailureKind::timed_out);
  CHECK(quiet.failure->stage == base::Stage::handshake);
  const HostileServer drips{[](int socket) {
    for (const char byte : server_hello()) {
      if (!send_all(socket, {byte})) break;
      std::this_thread::sleep_for(50ms);
    }
  }};
  CHECK(kind_of(observe_one(drips.address(), hurried())) == FailureKind::timed_out);
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
}

TEST_CASE("a handshake without end is cut off") {
  const HostileServer endless{[](int socket) {
    await_hello(socket);
    std::string hello_requests;
    for (int i = 0; i < 1000; ++i) hello_requests += handshake_record('\0', "");
    while (send_all(socket, hello_requests)) {
    }
  }};
  observe::LiveOptions patient;
  patient.timeout = 20s;
  CHECK(kind_of(observe_one(endless.address(), patient)) == FailureKind::protocol);
}

TEST_CASE("an alert before the certificate has its number and name") {
  const HostileServer refuses{[](int socket) {
    await_hello(socket);
    send_all(socket, std::string{"\x15\x03\x03\x00\x02\x02\x46", 7});
    await_close(socket);
  }};
  const auto seen = observe_one(refuses.address());
  CHECK(kind_of(seen) == FailureKind::alert);
  REQUIRE(!seen.alerts.empty());
  CHECK(seen.alerts.front() == observe::Alert{true, 70, "protocol_version"});
}

TEST_CASE("a copied certificate proves no key") {
  const auto bundle =
      x509::read_bundle(slurp(testdata("cases/healthy-sidecar/presented.pem")), "presented.pem");
  REQUIRE(bundle);
  const std::string der = bundle->entries.front().certificate.der();
  const auto size = [](std::size_t value) {
    return std::string{'\0', static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
  };
  const HostileServer copies{[&](int socket) {
    await_hello(socket);
    const std::string list = size(der.size()) + der;
    send_all(socket, server_hello() + handshake_record('\x0b', size(list.size()) + list));
  }};
  const auto seen = observe_one(copies.address());
  CHECK(kind_of(seen) == FailureKind::closed);
  CHECK(seen.presented.size() == 1);
  REQUIRE(seen.handshake);
  CHECK(seen.handshake->key_proved == false);
}

TEST_CASE("a Certificate message without certificate, with rubbish, or too long") {
  const auto with_certificate_message = [](std::string body) {
    return [body = std::move(body)](int socket) {
      await_hello(socket);
      send_all(socket, server_hello() + handshake_record('\x0b', body));
      await_close(socket);
    };
  };
  const HostileServer none{with_certificate_message(std::string{"\0\0\0", 3})};
  CHECK(kind_of(observe_one(none.address())) == FailureKind::no_certificate);
  const HostileServer rubbish{with_certificate_message(std::string{"\0\0\x06\0\0\x03xyz", 9})};
  const auto bad = observe_one(rubbish.address());
  CHECK(kind_of(bad) == FailureKind::bad_certificate);
  REQUIRE(bad.unparsed.size() == 1);
  CHECK(bad.unparsed.front().position == 0);
  const HostileServer long_message{[](int socket) {
    await_hello(socket);
    const std::string header{"\x16\x03\x03\x00\x04\x0b\x20\x00\x00", 9};  // 2 MiB are announced
    send_all(socket, server_hello() + header);
    await_close(socket);
  }};
  CHECK(kind_of(observe_one(long_message.address())) == FailureKind::protocol);
}

}  // namespace
}  // namespace mtlschain::net_test
