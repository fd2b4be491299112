// SPDX-License-Identifier: Apache-2.0
// What a TLS 1.3 peer makes of our certificate, or of having none, is asked for, and does not
// depend on when it answers.
#include <doctest/doctest.h>

#include <chrono>

#include "net/tls_peer.hpp"

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;
using observe::ClientCertificateOutcome;

// A server that asks for a certificate and sends no ticket, as Envoy does before it has data.
net::TlsServerOptions asking(net::ClientAuth auth) {
  auto service = service_options();
  service.tls_min = observe::TlsVersion::tls1_3;
  service.client_auth = auth;
  return service;
}

void without_tickets(SSL_CTX* context) {
  SSL_CTX_set_num_tickets(context, 0);
}

observe::Observation look_at(net::ClientAuth auth, TlsTrick::Behave behave,
                             std::chrono::milliseconds timeout = 5s) {
  const TlsTrick server{asking(auth), without_tickets, std::move(behave)};
  observe::LiveOptions options;
  options.timeout = timeout;
  return observe_one(server.address(), options);
}

TEST_CASE("an alert counts whenever it comes, and a silent end is a refusal without a reason") {
  for (const auto delay : {0ms, 200ms, 700ms}) {
    CAPTURE(delay.count());
    const auto refused = look_at(net::ClientAuth::require, [delay](TlsPeer& peer) {
      peer.accept();
      std::this_thread::sleep_for(delay);
    });
    CHECK(refused.client_certificate.outcome == ClientCertificateOutcome::refused);
    REQUIRE(observe::refusal(refused.alerts) != nullptr);
    CHECK(observe::refusal(refused.alerts)->number == 116);
    CHECK(refused.handshake->key_proved == true);
  }
  const auto ended = look_at(net::ClientAuth::request, just_accept);
  CHECK(ended.client_certificate.outcome == ClientCertificateOutcome::refused);
  CHECK(observe::refusal(ended.alerts) == nullptr);
  CHECK_FALSE(ended.failure);
  CHECK(ended.remarks.size() == 1);
}

TEST_CASE("an answer to our close_notify is an acceptance") {
  const auto begun = std::chrono::steady_clock::now();
  const auto accepted = look_at(net::ClientAuth::request, [](TlsPeer& peer) {
    peer.accept();
    peer.flush();
    peer.answer_close();
  });
  CHECK(accepted.client_certificate.outcome == ClientCertificateOutcome::accepted);
  CHECK_FALSE(accepted.failure);
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
}

TEST_CASE("silence stays unknown, and ends at the deadline") {
  const auto silent = look_at(
      net::ClientAuth::request,
      [](TlsPeer& peer) {
        peer.accept();
        peer.flush();
        peer.await_client();
      },
      700ms);
  CHECK(silent.client_certificate.outcome == ClientCertificateOutcome::unknown);
  CHECK_FALSE(silent.failure);
  CHECK(silent.elapsed >= 600ms);
}

TEST_CASE("who only waits for the peer's word holds no place in the window") {
  // One connection after the other: the first is silent until its client is gone, so the second is
  // answered only if it was dialled while the first was waiting.
  const TlsTrick silent{asking(net::ClientAuth::request), without_tickets, [](TlsPeer& peer) {
                          peer.accept();
                          peer.flush();
                          peer.await_client();
                        }};
  const auto healthy = net::TlsServer::start(service_options());
  observe::LiveOptions options;
  options.concurrency = 1;
  options.timeout = 2s;
  const auto seen = observe_all({silent.address(), (*healthy)->address()}, options);
  REQUIRE(seen.order.size() == 2);
  CHECK(seen.order.front() == 1);
}

}  // namespace
}  // namespace mtlschain::net_test
