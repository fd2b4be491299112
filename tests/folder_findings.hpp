// SPDX-License-Identifier: Apache-2.0
// What a folder states of findings, beside what was found.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include <mtlschain/judge/finding.hpp>

namespace mtlschain::tests {

// ids_of names all findings in their order, as `findings` of case.txt does.
template <class Findings>
std::string ids_of(const Findings& findings) {
  std::string ids;
  for (const judge::Finding& finding : findings) {
    ids += (ids.empty() ? "" : " ") + std::string{judge::info(finding.code).id};
  }
  return ids.empty() ? "none" : ids;
}

// has_facts checks that the user never reads "(unknown)" where a text of the code has a name.
inline void has_facts(const judge::Finding& finding, std::string_view text) {
  for (std::size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const std::string_view name = text.substr(open + 1, text.find('}', open) - open - 1);
    CAPTURE(name);
    CHECK(!judge::fact(finding, name).empty());
  }
}

// check_findings compares with what case.txt states, and looks for the facts of each text.
template <class Findings>
void check_findings(const Findings& findings, const std::string& stated) {
  CHECK(ids_of(findings) == stated);
  for (const judge::Finding& finding : findings) {
    CAPTURE(judge::info(finding.code).id);
    has_facts(finding, judge::info(finding.code).message);
    has_facts(finding, judge::info(finding.code).hint);
  }
}

}  // namespace mtlschain::tests
