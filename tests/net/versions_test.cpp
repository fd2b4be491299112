// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "net/tls_peer.hpp"

namespace mtlschain::net_test {
namespace {

using observe::FailureKind;
using observe::TlsVersion;

TEST_CASE("servers of one old version only are seen, or named when it is not offered") {
  struct Row {
    TlsVersion version;
    const char* name;
  };
  for (const Row& row : {Row{TlsVersion::tls1_0, "TLSv1"}, Row{TlsVersion::tls1_1, "TLSv1.1"},
                         Row{TlsVersion::tls1_2, "TLSv1.2"}}) {
    CAPTURE(row.name);
    auto service = service_options();
    service.tls_min = row.version;
    service.tls_max = row.version;
    const auto server = net::TlsServer::start(service);
    REQUIRE(server);
    const auto seen = observe_one((*server)->address());
    CHECK_FALSE(seen.failure);
    CHECK(seen.handshake->version == row.name);
    observe::LiveOptions modern;
    modern.tls_min = TlsVersion::tls1_3;
    const auto refused = observe_one((*server)->address(), modern);
    REQUIRE(refused.failure);
    CHECK(refused.failure->kind == FailureKind::alert);
    REQUIRE(refused.alerts.size() == 1);
    CHECK(refused.alerts.front().number == 70);
    CHECK(refused.failure->hint.find("--tls-min") != std::string::npos);
  }
}

TEST_CASE("a ServerHello of a version that was not offered") {
  const HostileServer old{[](int socket) {
    await_hello(socket);
    std::string body{"\x03\x01", 2};  // TLS 1.0
    body += std::string(32, 'r') + std::string{"\x00\xc0\x14\x00", 4};
    send_all(socket, handshake_record('\x02', body));
    await_close(socket);
  }};
  observe::LiveOptions modern;
  modern.tls_min = TlsVersion::tls1_2;
  const auto refused = observe_one(old.address(), modern);
  REQUIRE(refused.failure);
  CHECK(refused.failure->kind == FailureKind::protocol);
  CHECK(refused.failure->hint.find("--tls-min") != std::string::npos);
}

}  // namespace
}  // namespace mtlschain::net_test
