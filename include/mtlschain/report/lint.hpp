// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include <mtlschain/judge/lint.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::report {

// Linted is what was judged and what came of it: the one input of these renderers.
struct Linted {
  const trust::PluggedFiles& directory;
  judge::LintJudgement judgement;
  base::Time at{};
  std::string trust_domain;
  bool fail_on_warning = false;
  std::string openssl;  // OpenSSL_version(OPENSSL_VERSION) of the running library
};

// write_lint_text writes the screen: headline, files, findings, what istiod does, what will be
// presented.
void write_lint_text(std::ostream& out, const Linted& linted, const Style& style);

// write_lint_json writes one object, indented or on one line; schema: testdata/lint.schema.json.
// Of the key it says only whether it is the certificate's.
void write_lint_json(std::ostream& out, const Linted& linted, bool one_line);

}  // namespace mtlschain::report
