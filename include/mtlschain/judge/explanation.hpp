// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <mtlschain/judge/finding.hpp>
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::judge {

// Explanation is what is known of a finding, or of a sight: what is seen instead of a chain. All
// from the tables codes.def and explanations.def.
struct Explanation {
  std::string_view id;            // "same-name-root"
  std::string_view catalogue;     // "M2", or empty
  std::string_view severity;      // severity_name of the table, or "not observed"
  std::string_view web_severity;  // likewise, with the profile `web`
  std::string_view means;
  std::string_view detected;
  std::string_view why;      // how a mesh comes to that; empty for a sight, whose `means` says it
  std::string_view message;  // as reports have it, with {fact} placeholders; empty for a sight
  std::string_view mends;    // may have {fact} placeholders
  // A shell line that shows more, with {word|fallback} for what may be known of the target and the
  // files; may be empty. It only reads: it writes no file, and changes nothing in a cluster.
  std::string_view command;
  std::string_view issues;  // public threads, "istio#31987", separated by blanks; may be empty
};

// all_explanations is every finding in the order of codes.def, then every sight.
std::span<const Explanation> all_explanations();

// explanation is the row of a finding's code.
const Explanation& explanation(Code code);

// advised_command is the row's command, or the one that suits what the finding says beyond its
// code.
std::string_view advised_command(const Finding& finding);

// explanations_of finds by id or catalogue number, in any case; several findings may share a number
// ("F12"). Empty: unknown.
std::vector<const Explanation*> explanations_of(std::string_view name);

// sight_of is the explanation of what was seen instead of a chain; null where there is none.
const Explanation* sight_of(const observe::Observation& observation);

}  // namespace mtlschain::judge
