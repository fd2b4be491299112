// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mtlschain::tests::fuzz {

// Section is one of several files in one input.
struct Section {
  std::string name;
  std::string_view bytes;
};

// sections_of splits an input that holds several files: a line `%% NAME` begins each. What stands
// before the first such line is left out.
inline std::vector<Section> sections_of(std::string_view bytes) {
  constexpr std::string_view mark = "%% ";
  std::vector<Section> sections;
  while (!bytes.empty()) {
    const auto end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    const auto line = bytes.substr(0, end);
    if (line.starts_with(mark)) {
      const auto name = line.substr(mark.size());
      sections.push_back({std::string{name.substr(0, name.find('\n'))}, bytes.substr(end, 0)});
    } else if (!sections.empty()) {
      auto& last = sections.back().bytes;
      last = {last.data(), last.size() + line.size()};
    }
    bytes.remove_prefix(end);
  }
  return sections;
}

}  // namespace mtlschain::tests::fuzz
