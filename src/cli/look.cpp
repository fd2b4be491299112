// SPDX-License-Identifier: Apache-2.0
#include "cli/look.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include <mtlschain/base/file.hpp>
#include <mtlschain/observe/material.hpp>

namespace mtlschain::cli {
namespace {

bool is_material(const observe::Target& target) {
  return std::holds_alternative<observe::Material>(target.where);
}

std::vector<observe::Observation> observe_material(const observe::Target& target,
                                                   int standard_input) {
  const auto& path = std::get<observe::Material>(target.where).path;
  const auto bytes = path == "-" ? base::read_descriptor(standard_input, "standard input",
                                                         observe::max_material_bytes)
                                 : base::read_file(path, observe::max_material_bytes);
  if (bytes) return observe::read_material_all(*bytes, target.text);
  observe::Observation unread;
  unread.target = target.text;
  unread.source = observe::Source::pem;
  unread.failure = observe::Failure{base::Stage::load,
                                    observe::FailureKind::unreadable,
                                    bytes.error().message,
                                    bytes.error().hint,
                                    {}};
  return {std::move(unread)};
}

}  // namespace

base::Result<void> look(const Look& what) {
  for (std::size_t i = 0; i < what.targets.size() && what.stop.requested() == 0; ++i) {
    if (!is_material(what.targets[i])) continue;
    for (auto& observation : observe_material(what.targets[i], what.standard_input)) {
      what.sink(i, std::move(observation));
    }
  }
  if (what.stop.requested() != 0 || std::ranges::all_of(what.targets, is_material)) return {};
  return observe::observe_live(
      {what.targets, what.live, what.sink, &what.stop, what.catch_signals});
}

}  // namespace mtlschain::cli
