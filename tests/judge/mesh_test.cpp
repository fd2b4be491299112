// SPDX-License-Identifier: Apache-2.0
// What a second look, at istiod, adds; what the peer's request and answer tell.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "case.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

tests::Case case_of(const std::string& name) {
  return tests::read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases" / name);
}

Judgement with_istiod(const std::string& workload, const std::string& istiod) {
  tests::Case given = case_of(workload);
  given.expectation.istiod = case_of(istiod).observation;
  return judge::judge(given.observation, given.expectation);
}

const Finding* find(const Judgement& judgement, Code code) {
  const auto found = std::ranges::find(judgement.findings, code, &Finding::code);
  return found == judgement.findings.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("istiod with the workload's CA and the plugged one says nothing") {
  const Judgement judgement = with_istiod("healthy-sidecar", "healthy-sidecar");
  CHECK(find(judgement, Code::stale_workload) == nullptr);
  CHECK(find(judgement, Code::reload_refused) == nullptr);
  CHECK(find(judgement, Code::istiod_not_seen) == nullptr);
  CHECK(verdict(judgement) == Verdict::verified);
}

TEST_CASE("istiod with another CA than the workload: stale, the headline where it is the cause") {
  const Judgement broken = with_istiod("self-signed-istiod-ca", "healthy-sidecar");
  CHECK(broken.findings.front().code == Code::stale_workload);
  CHECK(broken.findings.front().severity == Severity::error);
  const Judgement good = with_istiod("healthy-sidecar", "other-intermediate");
  REQUIRE(find(good, Code::stale_workload) != nullptr);
  CHECK(find(good, Code::stale_workload)->severity == Severity::warning);
  CHECK(verdict(good) == Verdict::verified);
}

TEST_CASE("istiod with the workload's CA, and not the plugged one: the reload was refused") {
  const Judgement judgement = with_istiod("other-intermediate", "other-intermediate");
  CHECK(judgement.findings.front().code == Code::reload_refused);
  CHECK_FALSE(fact(judgement.findings.front(), "file").empty());
}

TEST_CASE("both namings are the cause only where the mesh signs with the one passed over") {
  const tests::Case given = case_of("tls-names-not-taken");
  const Judgement of_other = judge::judge(given.observation, given.expectation);
  CHECK(of_other.findings.front().code == Code::tls_names_in_use);
  CHECK(of_other.findings.front().severity == Severity::error);
  const auto stranger = case_of("self-signed-istiod-ca").observation;
  const Judgement of_stranger = judge::judge(stranger, given.expectation);
  CHECK(of_stranger.findings.front().code == Code::self_signed_ca);
  REQUIRE(find(of_stranger, Code::tls_names_in_use) != nullptr);
  CHECK(find(of_stranger, Code::tls_names_in_use)->severity == Severity::warning);
}

TEST_CASE("istiod that signs with its own CA stays that cause") {
  const Judgement judgement = with_istiod("self-signed-istiod-ca", "self-signed-istiod-ca");
  CHECK(judgement.findings.front().code == Code::self_signed_ca);
  CHECK(find(judgement, Code::reload_refused) == nullptr);
}

TEST_CASE("istiod that was not seen is unknown, and changes no verdict") {
  tests::Case given = case_of("healthy-sidecar");
  given.expectation.istiod.emplace().target = "istiod:15012";
  given.expectation.istiod->failure.emplace().message = "connection refused";
  const Judgement judgement = judge::judge(given.observation, given.expectation);
  REQUIRE(find(judgement, Code::istiod_not_seen) != nullptr);
  CHECK(fact(*find(judgement, Code::istiod_not_seen), "reason") == "connection refused");
  CHECK(verdict(judgement) == Verdict::verified);
}

TEST_CASE("addresses of one service with different CAs are named in every report") {
  tests::Case one = case_of("healthy-sidecar");
  tests::Case other = case_of("other-intermediate");
  one.observation.address = "10.0.0.1:8000";
  other.observation.address = "10.0.0.2:8000";
  Judgement first = judge::judge(one.observation, one.expectation);
  Judgement second = judge::judge(other.observation, one.expectation);
  Judgement third = first;
  note_mixed_signers(std::array{Seen{one.observation, first}, Seen{one.observation, third}});
  CHECK(find(first, Code::mixed_istiod) == nullptr);
  note_mixed_signers(std::array{Seen{other.observation, second}, Seen{one.observation, first}});
  REQUIRE(find(first, Code::mixed_istiod) != nullptr);
  REQUIRE(find(second, Code::mixed_istiod) != nullptr);
  const std::string groups{fact(*find(first, Code::mixed_istiod), "groups")};
  CHECK(groups.starts_with("10.0.0.1:8000 (O = Istio, CN = Intermediate CA"));
  CHECK(groups.find("; 10.0.0.2:8000 (") != std::string::npos);
}

TEST_CASE("a plugged root that the peer does not name is told, an empty list is not") {
  tests::Case given = case_of("healthy-sidecar");
  auto& client = given.observation.client_certificate;
  client.requested = true;
  const auto lacks = [&] {
    return find(judge::judge(given.observation, given.expectation), Code::server_lacks_root) !=
           nullptr;
  };
  CHECK_FALSE(lacks());
  client.acceptable_issuers = {"O = cluster.local"};
  CHECK(lacks());
  client.acceptable_issuers.push_back(
      given.expectation.plugged.root.bundle.entries.front().certificate.subject());
  CHECK_FALSE(lacks());
}

TEST_CASE("trust holds one way where all is good here and our certificate is refused") {
  tests::Case given = case_of("healthy-sidecar");
  given.observation.client_certificate = {
      true, true, {}, observe::ClientCertificateOutcome::refused};
  CHECK(find(judge::judge(given.observation, given.expectation), Code::one_way_trust) != nullptr);
  given.observation.client_certificate.sent = false;
  CHECK(find(judge::judge(given.observation, given.expectation), Code::one_way_trust) == nullptr);
  tests::Case broken = case_of("leaf-expired");
  broken.observation.client_certificate = {
      true, true, {}, observe::ClientCertificateOutcome::refused};
  CHECK(find(judge::judge(broken.observation, broken.expectation), Code::one_way_trust) == nullptr);
}
