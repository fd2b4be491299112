// SPDX-License-Identifier: Apache-2.0
// Who answered (N3, N6), and which finding follows from which.
#include <doctest/doctest.h>

#include <algorithm>

#include "case.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

tests::Case case_of(const std::string& name) {
  return tests::read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases" / name);
}

tests::Case on_the_wire(const std::string& name, std::vector<std::string> alpn) {
  tests::Case given = case_of(name);
  given.observation.source = observe::Source::live;
  given.observation.handshake.emplace().alpn_offered = std::move(alpn);
  return given;
}

Judgement judged(const tests::Case& given) {
  return judge::judge(given.observation, given.expectation);
}

const Finding* find(const Judgement& judgement, Code code) {
  const auto found = std::ranges::find(judgement.findings, code, &Finding::code);
  return found == judgement.findings.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a leaf without URI name under a foreign root: the application or a gateway answered") {
  const Judgement judgement = judged(on_the_wire("application-certificate", {"istio"}));
  CHECK(judgement.findings.front().code == Code::application_certificate);
  REQUIRE(find(judgement, Code::foreign_root) != nullptr);
  CHECK(find(judgement, Code::foreign_root)->follows == Code::application_certificate);
  CHECK(fact(judgement.findings.front(), "deciding").starts_with("ALPN istio was offered, so"));
}

TEST_CASE("what decides whether it was passed through is the protocol offered") {
  const Judgement judgement = judged(on_the_wire("application-certificate", {"h2"}));
  CHECK(fact(judgement.findings.front(), "deciding").starts_with("ALPN istio was not offered"));
}

TEST_CASE("nobody is said to have answered where that is not known or not asked") {
  tests::Case file = case_of("application-certificate");
  file.observation.handshake.reset();
  file.observation.source = observe::Source::pem;
  CHECK(find(judged(file), Code::application_certificate) == nullptr);
  tests::Case named = on_the_wire("application-certificate", {"istio"});
  named.expectation.host = "httpbin.example.com";
  CHECK(find(judged(named), Code::application_certificate) == nullptr);
  tests::Case web = on_the_wire("application-certificate", {"istio"});
  web.expectation.profile = Profile::web;
  CHECK(find(judged(web), Code::application_certificate) == nullptr);
  CHECK(find(judged(on_the_wire("foreign-root-presented", {"istio"})),
             Code::application_certificate) == nullptr);
}

TEST_CASE("a look that the pod's own sidecar takes over says so, with or without a chain") {
  tests::Case given = case_of("healthy-sidecar");
  given.observation.captured_as = observe::User{1000, 1000};
  const Judgement judgement = judged(given);
  REQUIRE(find(judgement, Code::captured) != nullptr);
  CHECK(fact(*find(judgement, Code::captured), "uid") == "1000");
  CHECK(verdict(judgement) == Verdict::verified);
  given.observation.presented.clear();
  CHECK(find(judged(given), Code::captured) != nullptr);
  given.observation.captured_as.reset();
  CHECK(find(judged(given), Code::captured) == nullptr);
}

TEST_CASE("what is in no file because of the root follows from the root") {
  const Judgement judgement = judged(case_of("same-name-root-with-aki"));
  CHECK(judgement.findings.front().code == Code::same_name_root);
  CHECK_FALSE(judgement.findings.front().follows);
  for (const Finding& finding : judgement.findings) {
    if (info(finding.code).check != Check::files || finding.severity == Severity::note) continue;
    CHECK(finding.follows == Code::same_name_root);
  }
}

TEST_CASE("a certificate in no file follows from nothing where the path is good") {
  const Judgement judgement = judged(case_of("stranger-in-chain"));
  REQUIRE(find(judgement, Code::foreign_certificate) != nullptr);
  CHECK_FALSE(find(judgement, Code::foreign_certificate)->follows);
}
