// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/scene.hpp"
#include "judge/verify.hpp"

namespace mtlschain::judge {

// is_search_defect: the numbers with which OpenSSL says that it reached no anchor or took a wrong
// issuer (2, 7, 18, 19, 20, 21, 27): symptoms of one cause.
bool is_search_defect(int number);

// findings_of turns OpenSSL's complaints into findings, one for each code and certificate; those of
// is_search_defect are left out when `skip_search_defects`.
Findings findings_of(const Scene& scene, const Run& run, bool skip_search_defects);

// missing_anchor_cause names why no path reaches an anchor; `furthest` is how far verified
// signatures lead from the leaf.
Finding missing_anchor_cause(const Scene& scene, const x509::Chain& furthest);

}  // namespace mtlschain::judge
