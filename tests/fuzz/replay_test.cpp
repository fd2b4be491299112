// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

#include "case.hpp"
#include "fuzz/targets.hpp"

namespace {

using namespace mtlschain::tests;
namespace fs = std::filesystem;

const fs::path corpora = fs::path{MTLSCHAIN_TESTDATA} / "fuzz";

TEST_CASE("every input of the corpora keeps every promise") {
  for (const auto& target : fuzz::targets) {
    CAPTURE(target.name);
    std::size_t inputs = 0;
    for (const auto& file : fs::directory_iterator{corpora / target.name}) {
      CAPTURE(file.path().filename().string());
      const std::string bytes = read_text(file.path());
      CHECK_NOTHROW(target.run(bytes));
      ++inputs;
    }
    CHECK(inputs > 0);
  }
}

TEST_CASE("every corpus has a target") {
  std::set<std::string> names;
  for (const auto& target : fuzz::targets) names.emplace(target.name);
  for (const auto& folder : fs::directory_iterator{corpora}) {
    CHECK(names.contains(folder.path().filename().string()));
  }
}

}  // namespace
