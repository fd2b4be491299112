// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fuzz/promise_linted.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/targets.hpp"
#include "trust/sources.hpp"

namespace mtlschain::tests::fuzz {

void lint_directory(std::string_view bytes) {
  trust::NamedSources named;
  for (const auto& [name, content] : sections_of(bytes)) {
    auto source = trust::source_at("folder/" + name);
    source.bytes = content;
    named[name] = std::move(source);
  }
  if (!trust::any_plugged(named)) return;
  promise_linted(trust::assemble("folder", trust::by_name(named), bytes.size() % 2 == 0),
                 turn_of(bytes, 4));
}

}  // namespace mtlschain::tests::fuzz
