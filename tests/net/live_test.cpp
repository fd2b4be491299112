// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>

#include "net/loopback.hpp"
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;
using net::ClientAuth;
using net::TlsServer;
using observe::ClientCertificateOutcome;
using observe::FailureKind;
using observe::TlsVersion;

x509::Chain chain_of(const std::string& pem) {
  x509::Chain chain;
  const auto bundle = x509::read_bundle(pem, "chain");
  for (const auto& entry : bundle->entries) chain.push_back(entry.certificate);
  return chain;
}

observe::LiveOptions only(TlsVersion version) {
  observe::LiveOptions options;
  options.tls_min = version;
  options.tls_max = version;
  return options;
}

TEST_CASE("the chain of each case arrives as it was sent") {
  int served = 0;
  for (const auto& folder : std::filesystem::directory_iterator{testdata("cases")}) {
    const auto options = service_options(folder.path().filename().string());
    const auto server = TlsServer::start(options);
    if (!server) continue;  // a leaf with another key, or one that libssl refuses to serve
    ++served;
    CAPTURE(folder.path().filename().string());
    const auto seen = observe_one((*server)->address());
    CHECK(seen.presented == chain_of(options.chain_pem));
  }
  CHECK(served == 204);  // each folder whose leaf has the key `leaf`, and that libssl serves
}

TEST_CASE("what was negotiated is told") {
  auto service = service_options();
  service.alpn = {"h2", "istio"};
  const auto server = TlsServer::start(service);
  REQUIRE(server);
  const auto port = std::to_string((*server)->port());
  const auto seen = observe_one("localhost:" + port);
  REQUIRE(seen.handshake);
  CHECK_FALSE(seen.failure);
  CHECK(seen.name == "localhost");
  CHECK(seen.address == "127.0.0.1:" + port);
  CHECK(seen.handshake->completed);
  CHECK(seen.handshake->version == "TLSv1.3");
  CHECK(seen.handshake->alpn == "istio");
  CHECK(seen.handshake->servername == "localhost");
  CHECK(seen.handshake->group == "x25519");
  CHECK(seen.handshake->bytes_read > 1000);
  CHECK(observe_one("127.0.0.1:" + port).handshake->servername.empty());
}

TEST_CASE("no protocol in common does not end the handshake") {
  auto service = service_options();
  service.alpn = {"h2"};
  const auto server = TlsServer::start(service);
  REQUIRE(server);
  const auto seen = observe_one((*server)->address());
  CHECK(seen.handshake->completed);
  CHECK(seen.handshake->alpn.empty());
}

TEST_CASE("what becomes of a client certificate, without one differing outcome") {
  auto service = service_options();
  service.acceptable_issuers_pem = slurp(testdata("cases/healthy-sidecar/root-cert.pem"));
  const auto outcomes = [](const std::string& address, TlsVersion version) {
    std::set<ClientCertificateOutcome> seen;
    const std::vector<std::string> addresses(200, address);
    for (const auto& one : observe_all(addresses, only(version)).all) {
      CHECK_FALSE(one.failure);
      CHECK(one.presented.size() >= 2);
      CHECK(one.client_certificate.requested);
      CHECK(one.handshake->key_proved == true);
      CHECK(one.client_certificate.acceptable_issuers.size() == 1);
      seen.insert(one.client_certificate.outcome);
    }
    return seen;
  };
  using Outcomes = std::set<ClientCertificateOutcome>;
  for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    service.client_auth = ClientAuth::require;
    const auto strict = TlsServer::start(service);
    CHECK(outcomes((*strict)->address(), version) == Outcomes{ClientCertificateOutcome::refused});
    service.client_auth = ClientAuth::request;
    const auto lax = TlsServer::start(service);
    CHECK(outcomes((*lax)->address(), version) == Outcomes{ClientCertificateOutcome::accepted});
  }
}

TEST_CASE("a client certificate from files is sent") {
  auto service = service_options();
  service.client_auth = ClientAuth::require;
  const auto server = TlsServer::start(service);
  REQUIRE(server);
  const auto chain = testdata("cases/healthy-sidecar/presented.pem");
  const auto credential = observe::load_client_credential(chain, testdata("keys/leaf.pem"));
  REQUIRE(credential);
  observe::LiveOptions options;
  options.credential = *credential;
  const auto seen = observe_one((*server)->address(), options);
  CHECK(seen.client_certificate.sent);
  CHECK(seen.client_certificate.outcome == ClientCertificateOutcome::accepted);

  const auto mismatch = observe::load_client_credential(chain, testdata("keys/int.pem"));
  REQUIRE_FALSE(mismatch);
  CHECK(mismatch.error().stage == base::Stage::options);
}

TEST_CASE("a weak server is seen, and a plaintext one named") {
  auto service = service_options();
  service.tls_min = TlsVersion::tls1_0;
  service.tls_max = TlsVersion::tls1_0;
  const auto old = TlsServer::start(service);
  REQUIRE(old);
  CHECK(observe_one((*old)->address()).handshake->version == "TLSv1");
  service.plaintext = true;
  const auto plain = TlsServer::start(service);
  REQUIRE(plain);
  const auto seen = observe_one((*plain)->address());
  REQUIRE(seen.failure);
  CHECK(seen.failure->kind == FailureKind::plaintext);
}

TEST_CASE("500 targets, a dead one among them, each handed over once") {
  const auto server = TlsServer::start(service_options());
  REQUIRE(server);
  std::vector<std::string> addresses(500, (*server)->address());
  addresses[7] = "127.0.0.1:1";
  auto seen = observe_all(addresses);
  CHECK(std::ranges::count_if(seen.all, [](const auto& one) { return !one.failure; }) == 499);
  std::ranges::sort(seen.order);
  REQUIRE(seen.order.size() == 500);
  CHECK(std::ranges::adjacent_find(seen.order) == seen.order.end());
}

TEST_CASE("a stop hands over what is in flight, and begins nothing more") {
  const HostileServer silent{[](int socket) { await_close(socket); }};
  observe::Stopper stop;
  std::thread caller{[&stop] {
    std::this_thread::sleep_for(100ms);
    stop.request(2);
  }};
  observe::LiveOptions options;
  options.concurrency = 4;
  const auto begun = std::chrono::steady_clock::now();
  const auto seen = observe_all(std::vector<std::string>(9, silent.address()), options, &stop);
  caller.join();
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
  REQUIRE(seen.all.size() == 4);
  for (const auto& one : seen.all) CHECK(one.failure->kind == FailureKind::interrupted);
}

TEST_CASE("a name without an address") {
  const auto seen = observe_one("no-such-name.invalid:443");
  REQUIRE(seen.failure);
  CHECK(seen.failure->kind == FailureKind::unresolved);
  CHECK(seen.failure->stage == base::Stage::resolve);
}

}  // namespace
}  // namespace mtlschain::net_test
