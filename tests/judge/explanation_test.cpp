// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

#include "case.hpp"
#include <mtlschain/judge/explanation.hpp>

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

observe::Observation failed(observe::FailureKind kind, std::string address = "10.0.0.7:8000") {
  observe::Observation seen;
  seen.address = std::move(address);
  seen.failure.emplace().kind = kind;
  return seen;
}

std::string sight_number(const observe::Observation& seen) {
  const Explanation* row = sight_of(seen);
  return row == nullptr ? "" : std::string{row->catalogue};
}

// headline_command is what is printed for the headline of a case folder.
std::string_view headline_command(const std::string& name) {
  const auto folder = std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases" / name;
  const tests::Case given = tests::read_case(folder);
  const Judgement judgement = judge::judge(given.observation, given.expectation);
  REQUIRE_FALSE(judgement.findings.empty());
  return advised_command(judgement.findings.front());
}

}  // namespace

TEST_CASE("findings come first, in the order of their table, then sights; ids are unique") {
  std::set<std::string_view> ids;
  for (const Explanation& row : all_explanations()) CHECK(ids.insert(row.id).second);
  REQUIRE(all_explanations().size() > all_codes().size());
  for (std::size_t i = 0; i < all_codes().size(); ++i) {
    CHECK(all_explanations()[i].id == all_codes()[i].id);
  }
}

TEST_CASE("every explanation says what it means and how it is detected, in one line each") {
  for (const Explanation& row : all_explanations()) {
    CAPTURE(row.id);
    for (const std::string_view text : {row.means, row.detected}) {
      CHECK_FALSE(text.empty());
      CHECK(text.find_first_of("\n|{") == std::string_view::npos);
      CHECK((text.empty() || text.back() != '.'));
    }
    CHECK((row.severity == "note" || !row.mends.empty()));
  }
}

TEST_CASE("explanations are found by id and by number, in any case") {
  REQUIRE(explanations_of("Same-Name-ROOT").size() == 1);
  CHECK(explanations_of("m2").front()->id == "same-name-root");
  CHECK(explanations_of("F12").size() >= 5);
  CHECK(explanations_of("N1").front()->id == "plaintext");
  CHECK(explanations_of("").empty());
  CHECK(explanations_of("M").empty());
}

TEST_CASE("what is seen instead of a chain has its number") {
  using observe::FailureKind;
  CHECK(sight_number(failed(FailureKind::plaintext)) == "N1");
  CHECK(sight_number(failed(FailureKind::reset)) == "N2");
  CHECK(sight_number(failed(FailureKind::closed)) == "N2");
  CHECK(sight_number(failed(FailureKind::reset, "10.0.0.7:15443")) == "N5");
  CHECK(sight_number(failed(FailureKind::plaintext, "10.0.0.7:15443")) == "N1");
  CHECK(sight_number(failed(FailureKind::refused)).empty());
  observe::Observation version = failed(FailureKind::alert);
  version.alerts = {{true, 70, "protocol_version"}};
  CHECK(sight_number(version) == "N7");
  version.alerts.front().received = false;
  CHECK(sight_number(version).empty());
  CHECK(sight_of(observe::Observation{}) == nullptr);
}

TEST_CASE("a missing intermediate is looked for where it is missed") {
  CHECK(headline_command("missing-intermediate").starts_with("mtlschain lint --root "));
  CHECK(headline_command("missing-but-plugged").starts_with("kubectl -n istio-system get secret"));
  CHECK(headline_command("missing-upper-intermediate").starts_with("mtlschain lint --root "));
}
