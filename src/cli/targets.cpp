// SPDX-License-Identifier: Apache-2.0
#include "cli/targets.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "cli/messages.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/text.hpp>
#include <mtlschain/observe/target_list.hpp>

namespace mtlschain::cli {
namespace {

using observe::Target;

constexpr std::size_t max_list_bytes = 8U << 20U;

bool is_standard_input(const Target& target) {
  return target.where == std::variant<observe::HostPort, observe::UnixSocket, observe::Material>(
                             observe::Material{"-"});
}

base::Result<std::vector<Target>> read_list(const std::string& path, int standard_input) {
  const bool piped = path == "-";
  const auto text = piped ? base::read_descriptor(standard_input, "standard input", max_list_bytes)
                          : base::read_file(path, max_list_bytes);
  if (!text) return tl::unexpected(text.error());
  return observe::read_target_list(*text, piped ? "standard input" : base::printable(path));
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
    auto list = read_list(options.targets_from, standard_input);
    if (!list) return tl::unexpected(list.error());
    std::ranges::move(*list, std::back_inserter(targets));
  }
  const auto uses = std::ranges::count_if(targets, is_standard_input);
  if (uses + (options.targets_from == "-" ? 1 : 0) > 1) {
    return refuse("standard input is asked for twice", "write it to a file, and give file:PATH");
  }
  return targets;
}

}  // namespace mtlschain::cli
