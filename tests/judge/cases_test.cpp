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
