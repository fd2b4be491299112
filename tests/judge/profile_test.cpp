// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>

#include "case.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

Judgement judged(const std::string& name, Profile profile) {
  tests::Case given = tests::read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases" / name);
  given.expectation.profile = profile;
  return judge::judge(given.observation, given.expectation);
}

std::optional<Severity> severity(const Judgement& judgement, Code code) {
  const auto found = std::ranges::find(judgement.findings, code, &Finding::code);
  if (found == judgement.findings.end()) return std::nullopt;
  return found->severity;
}

}  // namespace

TEST_CASE("the web counts a doubled root and a root on the wire, a mesh does not") {
  const Judgement mesh = judged("healthy-sidecar", Profile::istio);
  CHECK(severity(mesh, Code::doubled_root) == Severity::note);
  CHECK(severity(mesh, Code::root_presented) == std::nullopt);
  const Judgement web = judged("healthy-sidecar", Profile::web);
  CHECK(severity(web, Code::doubled_root) == Severity::warning);
  CHECK(severity(web, Code::root_presented) == Severity::note);
}

TEST_CASE("the web needs no SPIFFE ID, until one is asked for") {
  CHECK(severity(judged("identity-none", Profile::istio), Code::no_spiffe_id) == Severity::warning);
  CHECK(severity(judged("identity-none", Profile::web), Code::no_spiffe_id) == Severity::note);
  CHECK(severity(judged("identity-none-but-asked-for", Profile::web), Code::no_spiffe_id) ==
        Severity::error);
}

TEST_CASE("a leaf that Istio's CA would not make is noted, one that it makes is not") {
  CHECK(severity(judged("healthy-sidecar", Profile::istio), Code::unusual_leaf) == std::nullopt);
  CHECK(severity(judged("identity-san-not-critical", Profile::istio), Code::unusual_leaf) ==
        Severity::note);
  CHECK(severity(judged("purpose-leaf-without-extended-key-usage", Profile::istio),
                 Code::named_as_its_issuer) == std::nullopt);
}

TEST_CASE("no healthy case has the cause of a broken one") {
  std::set<std::string> causes;
  for (const auto& folder : tests::case_folders()) {
    const std::string cause = tests::read_keys(folder / "case.txt")["headline"];
    if (!cause.empty()) causes.insert(cause);
  }
  CHECK(causes.size() > 30);
  for (const auto& folder : tests::case_folders()) {
    if (!folder.filename().string().starts_with("healthy-")) continue;
    const tests::Case given = tests::read_case(folder);
    for (const Finding& finding : judge::judge(given.observation, given.expectation).findings) {
      const std::string id{info(finding.code).id};
      INFO(given.name, ": ", id);
      CHECK((finding.severity != Severity::error || !causes.contains(id)));
      CHECK((finding.severity == Severity::note || !causes.contains(id)));
    }
  }
}
