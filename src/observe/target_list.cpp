// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <mtlschain/observe/target_list.hpp>

namespace mtlschain::observe {
namespace {

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

}  // namespace

base::Result<std::vector<Target>> read_target_list(std::string_view text, const std::string& name) {
  std::vector<Target> targets;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    auto target = parse_target(line);
    if (!target) {
      return base::fail(base::Stage::options,
                        fmt::format("{}: line {}: {}", name, number, target.error().message),
                        target.error().hint);
    }
    targets.push_back(*std::move(target));
  }
  if (!targets.empty()) return targets;
  return base::fail(base::Stage::options, fmt::format("{} names no target", name),
                    "write one target a line, for example httpbin.istio-demo:8000");
}

}  // namespace mtlschain::observe
