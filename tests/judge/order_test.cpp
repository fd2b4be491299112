// SPDX-License-Identifier: Apache-2.0
// The order of certificates, in a file or on the wire behind the leaf, never changes a verdict.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "case.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

// What must not depend on the order: verdict, headline, and the path's certificates.
struct Essence {
  Verdict verdict{};
  std::vector<std::string> errors;
  std::vector<std::string> path;

  bool operator==(const Essence&) const = default;
};

Essence essence(const Judgement& judgement) {
  Essence found{verdict(judgement), {}, {}};
  for (const Finding& finding : judgement.findings) {
    if (finding.severity != Severity::error) continue;
    found.errors.emplace_back(info(finding.code).id);
  }
  for (const PathElement& element : judgement.path) {
    found.path.push_back(element.certificate.der());
  }
  return found;
}

template <class T>
void turn(std::vector<T>& elements, std::ptrdiff_t first, int way) {
  if (std::ssize(elements) <= first + 1) return;
  if (way == 0) std::reverse(elements.begin() + first, elements.end());
  if (way == 1) std::rotate(elements.begin() + first, elements.begin() + first + 1, elements.end());
  if (way == 2) std::rotate(elements.begin() + first, elements.end() - 1, elements.end());
}

}  // namespace

TEST_CASE("verdict, errors and path are the same in other orders on the wire and in the files") {
  for (const std::filesystem::path& folder : tests::case_folders()) {
    const tests::Case given = tests::read_case(folder);
    const Essence straight = essence(judge::judge(given.observation, given.expectation));
    for (int way = 0; way < 3; ++way) {
      tests::Case turned = given;
      turn(turned.observation.presented, 1, way);
      turn(turned.expectation.plugged.root.bundle.entries, 0, way);
      if (turned.expectation.plugged.chain.given()) {
        turn(turned.expectation.plugged.chain.bundle.entries, 0, way);
      }
      const Judgement judgement = judge::judge(turned.observation, turned.expectation);
      INFO(given.name, " turned ", way);
      CHECK(essence(judgement).verdict == straight.verdict);
      CHECK(essence(judgement).errors == straight.errors);
      CHECK((essence(judgement).path == straight.path));
    }
  }
}

TEST_CASE("a judge gives the same for one observation after another") {
  for (const std::filesystem::path& folder : tests::case_folders()) {
    const tests::Case given = tests::read_case(folder);
    const Judge judge{given.expectation};
    const Judgement first = judge(given.observation);
    const Judgement second = judge(given.observation);
    INFO(given.name);
    CHECK((essence(first) == essence(second)));
    CHECK(first.openssl == second.openssl);
    CHECK(first.findings.size() == second.findings.size());
  }
}
