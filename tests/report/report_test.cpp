// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>

#include "report/sample.hpp"

namespace mtlschain::report {

TEST_CASE("facts fill the placeholders of message and hint") {
  judge::Finding finding{judge::Code::wrong_identity, judge::Severity::error, {}, {}, {}};
  finding.facts = {{"found", "spiffe://a/x"}, {"expected", "{found}\n"}};
  CHECK(message(finding).find("spiffe://a/x") != std::string::npos);
  CHECK(message(finding).find("{found}\\n") != std::string::npos);
  CHECK(message(finding).find('\n') == std::string::npos);
  finding.facts.clear();
  CHECK(message(finding).find('{') == std::string::npos);
}

TEST_CASE("every row of the table can be told without facts") {
  for (const judge::CodeInfo& row : judge::all_codes()) {
    const judge::Finding finding{row.code, row.severity, {}, {}, {}};
    CAPTURE(row.id);
    CHECK(message(finding).find_first_of("{}") == std::string::npos);
    CHECK(hint(finding).find_first_of("{}") == std::string::npos);
  }
}

Inputs showing() {
  Inputs inputs;
  inputs.observe_only = true;
  return inputs;
}

Inputs strict() {
  Inputs inputs;
  inputs.fail_on_warning = true;
  return inputs;
}

TEST_CASE("the exit code is the verdict's") {
  CHECK(exit_code(sample::verified(), {}) == 0);
  CHECK(exit_code(sample::rejected(), {}) == 1);
  CHECK(exit_code(sample::not_observed(), {}) == 4);
  Report report = sample::verified();
  CHECK(exit_code(report, strict()) == 0);
  report.judgement.findings[0].severity = judge::Severity::warning;
  CHECK(exit_code(report, {}) == 0);
  CHECK(exit_code(report, strict()) == 1);
}

TEST_CASE("a failure beside a judged chain leaves the code alone") {
  Report report = sample::verified();
  report.observation.failure = sample::not_observed().observation.failure;
  CHECK(exit_code(report, {}) == 0);
}

TEST_CASE("what was not judged is never good") {
  Report report = sample::verified();
  report.judgement = {};
  CHECK(exit_code(report, {}) == 4);
  CHECK(exit_code(report, showing()) == 0);
  report = sample::not_observed();
  report.observation.failure->kind = observe::FailureKind::refused;
  CHECK(exit_code(report, {}) == 3);
  CHECK(exit_code(report, showing()) == 3);
  report.observation.failure.reset();
  CHECK(exit_code(report, showing()) == 4);
}

TEST_CASE("of several codes the worst counts, in either order") {
  static constexpr std::array worst_first{70, 2, 4, 3, 1, 0};
  for (std::size_t one = 0; one < worst_first.size(); ++one) {
    for (std::size_t two = one; two < worst_first.size(); ++two) {
      CHECK(worst_exit_code(worst_first[one], worst_first[two]) == worst_first[one]);
      CHECK(worst_exit_code(worst_first[two], worst_first[one]) == worst_first[one]);
    }
  }
}

}  // namespace mtlschain::report
