// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <utility>

#include "fuzz/rendered.hpp"
#include <mtlschain/report/exit_code.hpp>
#include <mtlschain/report/lint.hpp>

namespace mtlschain::tests::fuzz {

inline void promise_findings(const judge::LintJudgement& judgement) {
  for (const auto& finding : judgement.findings) {
    promise(clean(report::message(finding)) && clean(report::hint(finding)), "finding printable");
  }
  for (const auto& outcome : judgement.istiod) promise(!outcome.versions.empty(), "versions");
}

// promise_linted: plugged files, however they came, are judged and shown.
inline void promise_linted(const trust::PluggedFiles& directory, std::size_t turn) {
  constexpr base::Time at{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};
  report::Linted linted{directory, judge::lint(directory, {at}), at, "cluster.local", false, {}};
  promise_findings(linted.judgement);
  promise(base::value(report::exit_code(linted)) <= 1, "exit code");
  if (turn < 2) {
    const std::size_t width = turn == 0 ? 20 : 100;
    return promise_screen(
        [&](std::ostream& out) { report::write_lint_text(out, linted, {.width = width}); });
  }
  std::ostringstream out;
  report::write_lint_json(out, linted, turn == 2);
  promise_json(out.view(), turn == 2);
}

}  // namespace mtlschain::tests::fuzz
