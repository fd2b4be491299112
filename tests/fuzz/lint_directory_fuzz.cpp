// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fuzz/promise_linted.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/targets.hpp"
#include "trust/ca_sources.hpp"

namespace mtlschain::tests::fuzz {

void lint_directory(std::string_view bytes) {
  trust::CaSources sources;
  for (const auto& [name, content] : sections_of(bytes)) {
    sources.add(name, {"folder/" + name, std::string{content}});
  }
  if (!sources.any()) return;
  promise_linted(trust::assemble("folder", sources, bytes.size() % 2 == 0), turn_of(bytes, 4));
}

}  // namespace mtlschain::tests::fuzz
