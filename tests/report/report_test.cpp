// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>

#include "report/sample.hpp"
#include <mtlschain/report/exit_code.hpp>

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
  CHECK(exit_code(sample::verified(), {}) == base::ExitCode::verified);
  CHECK(exit_code(sample::rejected(), {}) == base::ExitCode::rejected);
  CHECK(exit_code(sample::not_observed(), {}) == base::ExitCode::no_chain);
  Report report = sample::verified();
  CHECK(exit_code(report, strict()) == base::ExitCode::verified);
  report.judgement.findings[0].severity = judge::Severity::warning;
  CHECK(exit_code(report, {}) == base::ExitCode::verified);
  CHECK(exit_code(report, strict()) == base::ExitCode::rejected);
}

TEST_CASE("a failure beside a judged chain leaves the code alone") {
  Report report = sample::verified();
  report.observation.failure = sample::not_observed().observation.failure;
  CHECK(exit_code(report, {}) == base::ExitCode::verified);
}

TEST_CASE("what was not judged is never good") {
  Report report = sample::verified();
  report.judgement = {};
  CHECK(exit_code(report, {}) == base::ExitCode::no_chain);
  CHECK(exit_code(report, showing()) == base::ExitCode::verified);
  report = sample::not_observed();
  report.observation.failure->kind = observe::FailureKind::refused;
  CHECK(exit_code(report, {}) == base::ExitCode::not_reached);
  CHECK(exit_code(report, showing()) == base::ExitCode::not_reached);
  report.observation.failure.reset();
  CHECK(exit_code(report, showing()) == base::ExitCode::no_chain);
}

}  // namespace mtlschain::report
