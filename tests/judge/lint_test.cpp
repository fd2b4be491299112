// SPDX-License-Identifier: Apache-2.0
// Every folder of testdata/lint, judged, each a test case of its own: all findings, what istiod
// does, what goes on the wire.
#include <doctest/doctest.h>

#include <array>
#include <sstream>

#include "folder_findings.hpp"
#include "lint_case.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

std::string labels(const Wire& wire) {
  std::string text;
  for (const WireElement& element : wire.elements) {
    text += (text.empty() ? "" : " ") + element.label;
  }
  return text;
}

std::string all_ids(const LintJudgement& judgement) {
  std::string ids;
  for (const Finding& finding : judgement.findings) {
    ids += std::string{severity_name(finding.severity)} + ":" + std::string{info(finding.code).id} +
           " ";
  }
  return ids;
}

void check_istiod(const tests::LintCase& given) {
  REQUIRE(!given.judgement.istiod.empty());
  const IstiodOutcome& newest = given.judgement.istiod.front();
  if (const std::string start = given.value("istiod"); !start.empty()) {
    CHECK(start_name(newest.start) == start);
  }
  if (const std::string log = given.value("log"); !log.empty()) CHECK(newest.log == log);
}

void check_wire(const tests::LintCase& given) {
  const std::string wire = given.value("wire");
  if (wire.empty()) return;
  REQUIRE(!given.judgement.wire.empty());
  CHECK(labels(given.judgement.wire.front()) == wire);
}

void check_mended(const tests::LintCase& given) {
  if (given.value("mended").empty()) return;
  CHECK(given.value("findings") != "none");
  CHECK(tests::read_lint_case(given.value("mended")).ids().empty());
}

void check_folder(const std::string& name) {
  const tests::LintCase given = tests::read_lint_case(name);
  const std::string headline = given.value("headline");
  CHECK(verdict_name(verdict(given.judgement)) == given.value("verdict"));
  if (!headline.empty()) CHECK((given.value("findings") + " ").starts_with(headline + " "));
  tests::check_findings(given.judgement.findings, given.value("findings"));
  if (name.starts_with("healthy")) CHECK(given.ids().empty());
  check_istiod(given);
  check_wire(given);
  check_mended(given);
}

// The codes under which OpenSSL's complaints about a leaf are told.
bool about_leaves(Code code) {
  constexpr std::array codes{Code::not_a_ca,
                             Code::path_length,
                             Code::name_constraint,
                             Code::wrong_purpose,
                             Code::revoked,
                             Code::crl_missing,
                             Code::crl_expired,
                             Code::crl_wrong_signer,
                             Code::crl_not_yet_valid,
                             Code::crl_signer_without_right,
                             Code::unhandled_extension,
                             Code::path_invalid};
  return std::ranges::find(codes, code) != codes.end();
}

bool about_dates(Code code) {
  constexpr std::array codes{Code::expired_intermediate, Code::expired_root, Code::not_yet_valid};
  return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

#define MTLSCHAIN_FOLDER(name) \
  TEST_CASE("lint " name) {    \
    check_folder(name);        \
  }
#include <folders/lint.def>
#undef MTLSCHAIN_FOLDER

TEST_CASE("there is a lint folder for each finding on plugged files") {
  std::set<std::string> found;
  for (const std::string& name : tests::lint_case_names()) {
    for (const Finding& finding : tests::read_lint_case(name).judgement.findings) {
      found.insert(std::string{info(finding.code).id});
    }
  }
  for (const CodeInfo& row : all_codes()) {
    CAPTURE(row.id);
    if (row.check == Check::plugged) CHECK(found.contains(std::string{row.id}));
  }
}

TEST_CASE("the signing certificate verifies where openssl verify says so") {
  for (const std::string& name : tests::lint_case_names()) {
    const tests::LintCase given = tests::read_lint_case(name);
    const std::string said = given.value("openssl");
    if (said.empty() || said == "unreadable") continue;
    INFO(name, ": ", said, " ", all_ids(given.judgement));
    const bool dated = std::ranges::any_of(given.judgement.findings, [](const Finding& finding) {
      return about_dates(finding.code) && finding.severity == Severity::error;
    });
    const bool verifies = !given.judgement.path.empty() && !dated;
    // Here openssl verify takes the first root of the name; the search tries both.
    CHECK(verifies == (said == "0" || name == "same-name-roots"));
  }
}

TEST_CASE("what is said of leaves to come is what openssl verify says of real ones") {
  std::size_t compared = 0;
  for (const std::string& name : tests::lint_case_names()) {
    const tests::LintCase given = tests::read_lint_case(name);
    if (given.judgement.path.empty() || name == "same-name-roots") continue;
    INFO(name, ": ", all_ids(given.judgement));
    bool refused = false;
    for (const char* key : {"leaf-server", "leaf-client", "leaf-istiod"}) {
      const std::string said = given.value(key);
      if (said.empty() || said == "unreadable") continue;
      ++compared;
      CAPTURE(said);
      refused |= said != "0";
      // 18: a leaf without a subject under a CA without one is taken for self signed.
      if (said == "0" || said == "18 0") continue;
      // The number is among those that lint tells, unless it is about a date.
      const bool told = std::ranges::any_of(given.judgement.findings, [&](const Finding& finding) {
        return about_dates(finding.code) ||
               (finding.openssl && said == std::to_string(finding.openssl->number) + " " +
                                               std::to_string(finding.openssl->depth));
      });
      CHECK(told);
    }
    const bool predicted =
        std::ranges::any_of(given.judgement.findings, [](const Finding& finding) {
          return finding.severity == Severity::error &&
                 (about_leaves(finding.code) || about_dates(finding.code));
        });
    CHECK(predicted == refused);
  }
  CHECK(compared > 100);
}

TEST_CASE("the certificate and the file are named") {
  using In = Place::In;
  const auto place = [](const char* name, Code code) {
    const tests::LintCase given = tests::read_lint_case(name);
    const Finding* finding = given.find(code);
    REQUIRE_MESSAGE(finding != nullptr, name);
    return finding->about;
  };
  CHECK(place("extra-level", Code::path_length) == Place{In::chain, 1});
  CHECK(place("purpose-server-only", Code::wrong_purpose) == Place{In::ca, 0});
  CHECK(place("constraint-excludes-uri", Code::name_constraint) == Place{In::ca, 0});
  CHECK(place("root-expired", Code::expired_root) == Place{In::root, 0});
  CHECK(place("chain-head-expired", Code::expired_intermediate) == Place{In::chain, 0});
  CHECK(place("stranger", Code::unrelated_certificate) == Place{In::chain, 2});
  CHECK(place("key-of-another", Code::key_mismatch) == Place{In::key, 0});
  CHECK(place("no-root", Code::incomplete_files) == Place{In::root, 0});
  CHECK(place("chain-reversed", Code::chain_file_order) == Place{In::chain, 0});
  CHECK(place("repeats", Code::repeated_in_file).in != In::none);
}

TEST_CASE("what older versions of istiod do") {
  const auto older = [](const char* name) {
    const tests::LintCase given = tests::read_lint_case(name);
    REQUIRE(given.judgement.istiod.size() == 2);
    return given.judgement.istiod.back();
  };
  CHECK(older("no-key").start == Start::falls_back);
  CHECK(older("no-key").log.empty());
  CHECK(older("no-root").start == Start::refuses);
  CHECK(older("healthy-tls").start == Start::falls_back);
  CHECK(older("crl-rubbish").start == Start::runs);
}

TEST_CASE("what ztunnel and istiod present") {
  const tests::LintCase given = tests::read_lint_case("healthy");
  REQUIRE(given.judgement.wire.size() == 4);
  CHECK(labels(given.judgement.wire[1]) == "leaf cert-chain.pem[0] cert-chain.pem[1]");
  CHECK(labels(given.judgement.wire[2]) == "leaf cert-chain.pem[0]");
  CHECK(labels(given.judgement.wire[3]) == "leaf cert-chain.pem[0] cert-chain.pem[1]");
  CHECK(given.judgement.wire[0].elements[3].repeats);
  CHECK(!given.judgement.wire[0].elements[2].repeats);
  CHECK(given.judgement.wire[0].elements[1].subject ==
        "O = Istio, CN = Intermediate CA, L = cluster1");
}

TEST_CASE("the trust domain decides about name constraints") {
  const tests::LintCase given = tests::read_lint_case("constraint-permits-uri");
  LintRequest request{tests::must(base::parse_time(given.value("at"))), "example.org"};
  const LintJudgement judgement = lint(given.directory, request);
  REQUIRE(!judgement.findings.empty());
  CHECK(judgement.findings.front().code == Code::name_constraint);
}

TEST_CASE("single files are judged without asking for the others") {
  const std::string folder = std::string{MTLSCHAIN_TESTDATA} + "/lint/healthy/";
  const auto directory = tests::must(trust::load_files({.root = folder + "root-cert.pem",
                                                        .chain = folder + "cert-chain.pem",
                                                        .ca = folder + "ca-cert.pem"}));
  const LintJudgement judgement =
      lint(directory, {tests::must(base::parse_time("2026-06-01T00:00:00Z"))});
  CHECK(verdict(judgement) == Verdict::verified);
  CHECK(judgement.istiod.empty());
  CHECK(judgement.wire.size() == 4);
}
