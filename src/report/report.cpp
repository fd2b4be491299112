// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "report/names.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/report/report.hpp>

namespace mtlschain::report {

namespace {

std::string fact_text(const judge::Finding& finding, std::string_view name) {
  const std::string_view value = judge::fact(finding, name);
  if (!value.empty()) return short_name(value);
  return name == "subject" || name == "issuer" ? "(no name)" : "(unknown)";
}

std::string filled(std::string_view text, const judge::Finding& finding) {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return result.append(text.substr(open));
    result += fact_text(finding, text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return result;
}

}  // namespace

std::string message(const judge::Finding& finding) {
  return filled(judge::info(finding.code).message, finding);
}

std::string hint(const judge::Finding& finding) {
  return filled(judge::info(finding.code).hint, finding);
}

int exit_code(const Report& report, const Inputs& inputs) {
  const auto word = verdict(report, inputs);
  if (word && *word == judge::Verdict::rejected) return 1;
  if (!word || *word == judge::Verdict::verified) return 0;
  const auto& failure = report.observation.failure;
  return failure ? observe::failure_exit_code(failure->kind) : 4;
}

int worst_exit_code(int left, int right) {
  static constexpr std::array mildest_first{0, 1, 3, 4, 2, 70};
  const auto rank = [](int code) { return std::ranges::find(mildest_first, code); };
  return rank(left) < rank(right) ? right : left;
}

}  // namespace mtlschain::report
