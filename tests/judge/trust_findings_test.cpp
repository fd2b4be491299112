// SPDX-License-Identifier: Apache-2.0
// What the proxy itself trusts against the root file.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "case.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

tests::Case read(const std::string& name) {
  return tests::read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases" / name);
}

std::optional<Finding> finding_of(const tests::Case& given) {
  const auto judgement = judge::judge(given.observation, given.expectation);
  const auto found =
      std::ranges::find(judgement.findings, Code::proxy_trusts_other_roots, &Finding::code);
  if (found == judgement.findings.end()) return std::nullopt;
  return *found;
}

}  // namespace

TEST_CASE("roots are told apart by digest, each side by its own") {
  const auto given = read("proxy-trusts-same-name-root");
  const auto finding = finding_of(given);
  REQUIRE(finding);
  CHECK(finding->severity == Severity::warning);
  CHECK(fact(*finding, "file") == "root-cert.pem");
  const auto digest = [](const x509::Certificate& certificate) {
    return base::hex(certificate.sha256()).substr(0, 16);
  };
  const auto& anchor = given.expectation.plugged.root.bundle.entries[0].certificate;
  CHECK(fact(*finding, "missing").find(digest(anchor)) != std::string_view::npos);
  CHECK(fact(*finding, "extra").find(digest(given.observation.trust_bundle[0])) !=
        std::string_view::npos);
}

TEST_CASE("one side may be whole") {
  const auto more = finding_of(read("proxy-trusts-more"));
  const auto less = finding_of(read("proxy-trusts-less"));
  REQUIRE(more);
  REQUIRE(less);
  CHECK(fact(*more, "missing") == "none");
  CHECK(fact(*more, "extra").find("Elsewhere") != std::string_view::npos);
  CHECK(fact(*less, "extra") == "none");
  CHECK(fact(*less, "missing").find("Elsewhere") != std::string_view::npos);
}

TEST_CASE("order and repeats are nothing, an unknown bundle is not judged") {
  CHECK_FALSE(finding_of(read("proxy-trusts-the-same")));
  auto given = read("proxy-trusts-more");
  given.observation.trust_bundle.clear();
  CHECK_FALSE(finding_of(given));
}

TEST_CASE("a repeated root is named once") {
  auto given = read("proxy-trusts-more");
  auto& trusted = given.observation.trust_bundle;
  trusted.push_back(trusted.back());
  const auto finding = finding_of(given);
  REQUIRE(finding);
  const auto extra = fact(*finding, "extra");
  CHECK(extra.find("Elsewhere") == extra.rfind("Elsewhere"));
}

TEST_CASE("many roots are named in part") {
  auto given = read("proxy-trusts-more");
  const auto levels = read("deep-chain");
  given.observation.trust_bundle = levels.observation.presented;
  const auto finding = finding_of(given);
  REQUIRE(finding);
  CHECK(fact(*finding, "extra").ends_with(" more"));
}

TEST_CASE("the bundle is compared where no chain was seen") {
  auto given = read("proxy-trusts-more");
  given.observation.presented.clear();
  CHECK(finding_of(given));
}
