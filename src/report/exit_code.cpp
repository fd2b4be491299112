// SPDX-License-Identifier: Apache-2.0
#include "report/names.hpp"
#include <mtlschain/report/exit_code.hpp>

namespace mtlschain::report {

using base::ExitCode;

ExitCode exit_code(const Report& report, const Inputs& inputs) {
  const auto word = verdict(report, inputs);
  if (word && *word == judge::Verdict::rejected) return ExitCode::rejected;
  if (!word || *word == judge::Verdict::verified) return ExitCode::verified;
  const auto& failure = report.observation.failure;
  return failure ? observe::failure_exit_code(failure->kind) : ExitCode::no_chain;
}

ExitCode exit_code(const Linted& linted) {
  return headline(linted) == nullptr ? ExitCode::verified : ExitCode::rejected;
}

ExitCode exit_code(const judge::Comparison& comparison) {
  const bool equal = judge::outcome(comparison) == judge::Outcome::equal;
  return equal ? ExitCode::verified : ExitCode::rejected;
}

}  // namespace mtlschain::report
