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

}  // namespace mtlschain::report
