// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "judge/signature_cost.hpp"
#include "judge/verify.hpp"

namespace mtlschain::judge {

// SearchLimits bound the work that a hostile chain can cause.
struct SearchLimits {
  // Paths that OpenSSL judges; where name constraints or signatures make them dear, fewer.
  std::size_t paths = 64;
  std::size_t signatures = most_signature_cost;  // each counts by signature_cost
  std::size_t steps = 4'000;
  std::size_t depth = 102;  // certificates on a path: more than OpenSSL builds
};

// Candidate is a path from the leaf to an anchor whose signatures verify, and what OpenSSL says of
// it.
struct Candidate {
  x509::Chain path;
  Run run;
};

// SearchResult holds the paths found, the last of which is valid if any is, and where none reaches
// an anchor, how far the signatures lead. It does not depend on the order of the certificates.
struct SearchResult {
  std::vector<Candidate> candidates;
  x509::Chain furthest;  // leaf first; the longest sequence of verified signatures
  std::string bound;     // the limit that ended the search, or empty
};

// search_paths looks for paths from presented[0] over presented[1..] to an anchor until one is
// valid (RFC 4158 in small: depth first, issuers by name and key identifier, each signature checked
// once). Left out is what cannot help: a self-signed certificate that is no anchor, which OpenSSL
// always refuses (18, 19), and a second certificate of a CA that is on the path already, where the
// path without the detour is tried too.
SearchResult search_paths(const Verifier& verifier, const x509::Chain& presented,
                          const x509::Chain& anchors, const SearchLimits& limits = {});

}  // namespace mtlschain::judge
