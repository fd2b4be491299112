// SPDX-License-Identifier: Apache-2.0
// The keys that case.txt may have: those that the tables of testdata/README.md list.
#pragma once

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>

namespace mtlschain::tests {

// words_of adds what stands between backticks in a text.
inline void words_of(const std::string& text, std::set<std::string>& into) {
  for (std::size_t open = text.find('`'); open != std::string::npos;) {
    const std::size_t close = text.find('`', open + 1);
    if (close == std::string::npos) return;
    into.insert(text.substr(open + 1, close - open - 1));
    open = text.find('`', close + 1);
  }
}

// read_known_keys reads the first cells of the tables below headings that name `place`.
inline std::set<std::string> read_known_keys(const std::string& place) {
  std::ifstream readme{std::filesystem::path{MTLSCHAIN_TESTDATA} / "README.md"};
  std::set<std::string> known;
  bool here = false;
  for (std::string line; std::getline(readme, line);) {
    if (line.starts_with("### ")) here = line.find('`' + place + '`') != std::string::npos;
    if (here && line.starts_with("| `")) words_of(line.substr(0, line.find(" | ")), known);
  }
  if (known.empty()) throw std::runtime_error{"testdata/README.md has no table for " + place};
  return known;
}

// require_known throws where a folder of testdata/KIND says something that no table lists.
inline void require_known(const std::string& kind, const std::string& key) {
  static const std::set<std::string> cases = read_known_keys("cases/NAME/case.txt");
  static const std::set<std::string> lint = read_known_keys("lint/NAME/case.txt");
  if (!(kind == "lint" ? lint : cases).contains(key)) {
    throw std::runtime_error{"unknown key '" + key + "': testdata/README.md has the list"};
  }
}

}  // namespace mtlschain::tests
