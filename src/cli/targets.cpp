// SPDX-License-Identifier: Apache-2.0
#include "cli/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/messages.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/text.hpp>

namespace mtlschain::cli {
namespace {

using observe::Target;

constexpr std::size_t max_list_bytes = 8U << 20U;

bool is_standard_input(const Target& target) {
  return target.where == std::variant<observe::HostPort, observe::UnixSocket, observe::Material>(
                             observe::Material{"-"});
}

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

base::Result<void> read_lines(std::string_view text, const std::string& name,
                              std::vector<Target>& targets) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    auto target = observe::parse_target(line);
    if (!target) {
      return refuse(fmt::format("{}: line {}: {}", name, number, target.error().message),
                    target.error().hint);
    }
    targets.push_back(*std::move(target));
  }
  return {};
}

base::Result<void> read_list(const std::string& path, int standard_input,
                             std::vector<Target>& targets) {
  const bool piped = path == "-";
  const auto text = piped ? base::read_descriptor(standard_input, "standard input", max_list_bytes)
                          : base::read_file(path, max_list_bytes);
  if (!text) return tl::unexpected(text.error());
  const auto before = targets.size();
  const auto name = piped ? std::string("standard input") : base::printable(path);
  if (auto read = read_lines(*text, name, targets); !read) return read;
  if (targets.size() > before) return {};
  return refuse(fmt::format("{} names no target", name),
                "write one target a line, for example httpbin.istio-demo:8000");
}

}  // namespace

base::Result<std::vector<Target>> read_targets(const Options& options, int standard_input) {
  std::vector<Target> targets;
  for (const auto& text : options.targets) {
    auto target = observe::parse_target(text);
    if (!target) return tl::unexpected(target.error());
    targets.push_back(*std::move(target));
  }
  if (!options.targets_from.empty()) {
    if (auto read = read_list(options.targets_from, standard_input, targets); !read) {
      return tl::unexpected(read.error());
    }
  }
  const auto uses = std::ranges::count_if(targets, is_standard_input);
  if (uses + (options.targets_from == "-" ? 1 : 0) > 1) {
    return refuse("standard input is asked for twice", "write it to a file, and give file:PATH");
  }
  return targets;
}

}  // namespace mtlschain::cli
