// SPDX-License-Identifier: Apache-2.0
// Every folder of testdata/cases, judged, each a test case of its own: verdict, all findings and
// OpenSSL's number as the folder says.
#include <doctest/doctest.h>

#include <set>
#include <sstream>
#include <string>

#include "case.hpp"
#include "folder_findings.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

std::string first_error(const Judgement& judgement) {
  if (judgement.openssl.empty()) return "0";
  const OpenSslError& first = judgement.openssl.front();
  return std::to_string(first.number) + " " + std::to_string(first.depth);
}

std::set<std::string> words(const std::string& text) {
  std::istringstream stream{text};
  std::set<std::string> all;
  for (std::string word; stream >> word;) all.insert(word);
  return all;
}

// claims are the findings that a case is made for.
std::set<std::string> claims(const tests::Case& given) {
  return words(given.value("headline") + " " + given.value("shows"));
}

void check_outcome(const tests::Case& given, const Judgement& judgement) {
  CHECK(verdict_name(verdict(judgement)) == given.value("verdict"));
  tests::check_findings(judgement.findings, given.value("findings"));
  CHECK(first_error(judgement) == given.value("openssl"));
  if (const std::string name = given.value("sequence"); !name.empty()) {
    CHECK(sequence_name(judgement.sequence) == name);
  }
}

// What the case is made for is among its findings, and not among those of the case in which it is
// mended.
void check_claims(const tests::Case& given) {
  const std::string headline = given.value("headline");
  if (!headline.empty()) CHECK((given.value("findings") + " ").starts_with(headline + " "));
  const std::set<std::string> claimed = claims(given);
  CHECK(claimed.empty() == given.value("mended").empty());
  if (claimed.empty()) return;
  const auto mended = tests::read_case(given.folder.parent_path() / given.value("mended"));
  for (const std::string& id : claimed) {
    CAPTURE(id);
    CHECK(words(given.value("findings")).contains(id));
    CHECK_FALSE(words(mended.value("findings")).contains(id));
  }
}

// A verdict that differs from openssl verify says why.
void check_difference(const tests::Case& given, const Judgement& judgement) {
  if (!judgement.judged) return;
  const bool differs = (verdict(judgement) == Verdict::verified) != judgement.openssl.empty();
  CHECK(differs == !given.value("differs").empty());
}

void check_case(const std::string& name) {
  const tests::Case given =
      tests::read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases" / name);
  const Judgement judgement = judge::judge(given.observation, given.expectation);
  check_outcome(given, judgement);
  check_claims(given);
  check_difference(given, judgement);
}

}  // namespace

#define MTLSCHAIN_FOLDER(name) \
  TEST_CASE("case " name) {    \
    check_case(name);          \
  }
#include <folders/cases.def>
#undef MTLSCHAIN_FOLDER

// What one folder cannot show: several addresses, an element that is no certificate (observe's
// tests have those), more look-alikes than the search takes (tests/hostile_test.py). Lint has its
// own.
TEST_CASE("there is a case folder for each finding") {
  std::set<std::string> claimed{"mixed-istiod", "unparsed-certificate", "istiod-not-seen",
                                "broken-block", "search-bounded"};
  for (const std::filesystem::path& folder : tests::case_folders()) {
    claimed.merge(claims(tests::read_case(folder)));
  }
  for (const CodeInfo& row : all_codes()) {
    if (row.check == Check::plugged) continue;
    CAPTURE(row.id);
    CHECK(claimed.contains(std::string{row.id}));
  }
}
