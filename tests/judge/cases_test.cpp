// SPDX-License-Identifier: Apache-2.0
// Every folder of testdata/cases, judged: verdict, cause and OpenSSL's number as the folder says.
#include <doctest/doctest.h>

#include <set>
#include <sstream>
#include <string>

#include "case.hpp"

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

std::set<std::string> errors_and_warnings(const Judgement& judgement) {
  std::set<std::string> ids;
  for (const Finding& finding : judgement.findings) {
    if (finding.severity != Severity::note) ids.insert(std::string{info(finding.code).id});
  }
  return ids;
}

void check_placeholders(const Finding& finding, std::string_view text) {
  for (std::size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const std::string_view name = text.substr(open + 1, text.find('}', open) - open - 1);
    const auto has_name = [&](const Fact& known) { return known.name == name; };
    CAPTURE(name);
    CHECK(std::ranges::any_of(finding.facts, has_name));
  }
}

std::set<std::string> codes_of(const Judgement& judgement) {
  std::set<std::string> ids;
  for (const Finding& finding : judgement.findings) ids.insert(std::string{info(finding.code).id});
  return ids;
}

// claims are the findings that a case is made for.
std::set<std::string> claims(const tests::Case& given) {
  return words(given.value("headline") + " " + given.value("findings") + " " +
               given.value("shows"));
}

std::string headline(const Judgement& judgement) {
  return judgement.findings.empty() ? "" : std::string{info(judgement.findings.front().code).id};
}

std::string all_ids(const Judgement& judgement) {
  std::string ids;
  for (const Finding& finding : judgement.findings) {
    ids += std::string{severity_name(finding.severity)} + ":" + std::string{info(finding.code).id} +
           " ";
  }
  return ids;
}

}  // namespace

TEST_CASE("each case folder gets its verdict, cause and OpenSSL number") {
  for (const std::filesystem::path& folder : tests::case_folders()) {
    const tests::Case given = tests::read_case(folder);
    const Judgement judgement = judge::judge(given.observation, given.expectation);
    INFO(given.name, ": ", all_ids(judgement));
    CHECK(verdict_name(verdict(judgement)) == given.value("verdict"));
    if (const std::string id = given.value("headline"); !id.empty()) {
      CHECK(headline(judgement) == id);
    }
    if (const std::string ids = given.value("findings"); !ids.empty()) {
      CHECK(errors_and_warnings(judgement) == words(ids));
    }
    if (const std::string error = given.value("openssl"); !error.empty()) {
      CHECK(first_error(judgement) == error);
    }
    for (const std::string& id : words(given.value("shows"))) {
      CAPTURE(id);
      CHECK(codes_of(judgement).contains(id));
    }
    if (const std::string name = given.value("sequence"); !name.empty()) {
      CHECK(sequence_name(judgement.sequence) == name);
    }
    for (const Finding& finding : judgement.findings) {
      CAPTURE(info(finding.code).id);
      check_placeholders(finding, info(finding.code).message);
      check_placeholders(finding, info(finding.code).hint);
    }
  }
}

TEST_CASE("each finding vanishes when its defect is mended") {
  for (const std::filesystem::path& folder : tests::case_folders()) {
    const tests::Case given = tests::read_case(folder);
    const std::set<std::string> gone = claims(given);
    INFO(given.name);
    REQUIRE(gone.empty() == given.value("mended").empty());
    if (gone.empty()) continue;
    const tests::Case mended = tests::read_case(folder.parent_path() / given.value("mended"));
    const auto left = codes_of(judge::judge(mended.observation, mended.expectation));
    INFO("mended: ", mended.name);
    for (const std::string& id : gone) {
      CAPTURE(id);
      CHECK_FALSE(left.contains(id));
    }
  }
}

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

TEST_CASE("a verdict that differs from openssl verify says why") {
  for (const std::filesystem::path& folder : tests::case_folders()) {
    const tests::Case given = tests::read_case(folder);
    const Judgement judgement = judge::judge(given.observation, given.expectation);
    if (!judgement.judged) continue;
    const bool differs = (verdict(judgement) == Verdict::verified) != judgement.openssl.empty();
    INFO(given.name, ": ", all_ids(judgement));
    CHECK(differs == !given.value("differs").empty());
  }
}
