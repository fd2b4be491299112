// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <chrono>

#include "net/tls_peer.hpp"

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;
using observe::TlsVersion;

net::TlsServerOptions tls1_2_service() {
  auto options = service_options();
  options.tls_max = TlsVersion::tls1_2;
  return options;
}

// The HelloRequest travels right behind the Finished message.
void renegotiate_at_once(TlsPeer& peer) {
  if (!peer.accept()) return;
  SSL_renegotiate(peer.ssl());
  SSL_do_handshake(peer.ssl());
}

void check_refused(const observe::Observation& seen) {
  CHECK_FALSE(seen.failure);
  CHECK(seen.handshake->completed);
  CHECK(seen.presented.size() >= 2);
  REQUIRE(seen.remarks.size() == 1);
  CHECK(seen.remarks.front().find("renegotiate") != std::string::npos);
}

TEST_CASE("an attempt to renegotiate is refused and remarked") {
  const TlsTrick server{tls1_2_service(), {}, renegotiate_at_once};
  const auto seen = observe_one(server.address());
  check_refused(seen);
  CHECK_FALSE(seen.client_certificate.requested);
}

TEST_CASE("a client certificate asked for by renegotiation is not given") {
  const TlsTrick server{tls1_2_service(), {}, [](TlsPeer& peer) {
                          if (!peer.accept()) return;
                          SSL_set_verify(peer.ssl(), SSL_VERIFY_PEER, nullptr);
                          SSL_renegotiate(peer.ssl());
                          SSL_do_handshake(peer.ssl());
                        }};
  observe::LiveOptions options;
  options.credential = *observe::load_client_credential(
      testdata("cases/healthy-sidecar/presented.pem"), testdata("keys/leaf.pem"));
  const auto seen = observe_one(server.address(), options);
  check_refused(seen);
  CHECK_FALSE(seen.client_certificate.sent);
}

TEST_CASE("a late attempt to renegotiate is not waited for") {
  const TlsTrick server{tls1_2_service(), {}, [](TlsPeer& peer) {
                          if (!peer.accept()) return;
                          peer.flush();
                          std::this_thread::sleep_for(500ms);
                          SSL_renegotiate(peer.ssl());
                          SSL_do_handshake(peer.ssl());
                        }};
  const auto seen = observe_one(server.address());
  CHECK_FALSE(seen.failure);
  CHECK(seen.handshake->completed);
  CHECK(seen.elapsed < 500ms);
}

}  // namespace
}  // namespace mtlschain::net_test
