// SPDX-License-Identifier: Apache-2.0
// The path search: what it finds, and that each of its bounds ends it.
#include "judge/search.hpp"

#include <doctest/doctest.h>

#include <string>

#include "case.hpp"
#include "judge/files.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

SearchResult search(const std::string& name, const SearchLimits& limits = {}) {
  const tests::Case given =
      tests::read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases" / name);
  const FileIndex files{given.expectation.plugged};
  const Verifier verifier{given.expectation, files.anchors()};
  return search_paths(verifier, given.observation.presented, files.anchors(), limits);
}

std::size_t valid_paths(const SearchResult& result) {
  return static_cast<std::size_t>(std::ranges::count_if(
      result.candidates, [](const Candidate& found) { return found.run.defects.empty(); }));
}

}  // namespace

TEST_CASE("a healthy chain has one path") {
  const SearchResult result = search("healthy-sidecar");
  CHECK(result.candidates.size() == 1);
  CHECK(valid_paths(result) == 1);
  CHECK(result.bound.empty());
}

TEST_CASE("of an expired and a valid twin the valid path is found, and ends the search") {
  for (const char* name : {"twin-expired-intermediate-first", "twin-expired-intermediate-last"}) {
    const SearchResult result = search(name);
    CHECK(valid_paths(result) == 1);
    CHECK(result.candidates.back().run.defects.empty());
    CHECK(result.bound.empty());
  }
}

TEST_CASE("many certificates of one CA are no detours from each other") {
  const SearchResult result = search("twelve-twins");
  CHECK(result.bound.empty());
  CHECK(result.furthest.size() == 2);
}

TEST_CASE("a path is judged as it is, whatever else has the names on it") {
  const SearchResult result = search("anchor-named-as-an-intermediate");
  REQUIRE(valid_paths(result) == 1);
  CHECK(result.candidates.back().path.size() == 5);
}

TEST_CASE("without an anchor the search says how far the signatures lead") {
  CHECK(search("foreign-root-presented").candidates.empty());
  CHECK(search("foreign-root-presented").furthest.size() == 3);
  CHECK(search("missing-intermediate").furthest.size() == 1);
  CHECK(search("loop-of-two").bound.empty());
}

TEST_CASE("each bound ends the search and is named") {
  CHECK(search("look-alikes-right-last", {.signatures = 3}).bound == "signatures");
  CHECK(search("deep-chain", {.depth = 5}).bound == "depth");
  CHECK(search("deep-chain", {.steps = 3}).bound == "steps");
  CHECK(search("everything-expired", {.paths = 0}).bound == "paths");
}
