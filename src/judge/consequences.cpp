// SPDX-License-Identifier: Apache-2.0
// Which finding follows from which: symptoms stand below their cause.
#include <algorithm>
#include <array>
#include <span>

#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

constexpr std::array in_other_files{Code::other_intermediate, Code::foreign_certificate,
                                    Code::other_ca, Code::missing_certificate};
constexpr std::array of_another_ca{Code::same_name_root,     Code::self_signed_ca,
                                   Code::foreign_root,       Code::unknown_issuer,
                                   Code::bad_signature,      Code::missing_intermediate,
                                   Code::other_intermediate, Code::foreign_certificate,
                                   Code::other_ca,           Code::missing_certificate};
constexpr std::array of_another_peer{
    Code::foreign_root,        Code::self_signed_leaf, Code::unknown_issuer,     Code::no_spiffe_id,
    Code::foreign_certificate, Code::other_ca,         Code::missing_certificate};
constexpr std::array behind_a_gap{Code::missing_intermediate, Code::unknown_issuer,
                                  Code::foreign_root, Code::missing_certificate, Code::other_ca};
constexpr std::array not_presented{Code::missing_certificate, Code::other_ca};

struct Link {
  Code cause;
  std::span<const Code> consequences;
};

// In the order of the headline: the first cause that is there is the one that is named.
constexpr std::array links{
    Link{Code::tls_names_in_use, of_another_ca},
    Link{Code::stale_workload, of_another_ca},
    Link{Code::reload_refused, of_another_ca},
    Link{Code::application_certificate, of_another_peer},
    Link{Code::same_name_root, in_other_files},
    Link{Code::self_signed_ca, in_other_files},
    Link{Code::foreign_root, in_other_files},
    Link{Code::unparsed_certificate, behind_a_gap},
    Link{Code::missing_intermediate, not_presented},
};

bool rejects(std::span<const Finding> findings, Code code) {
  return std::ranges::any_of(findings, [code](const Finding& finding) {
    return finding.code == code && finding.severity == Severity::error;
  });
}

}  // namespace

void link_consequences(Findings& findings) {
  for (Finding& finding : findings) {
    const auto explains = [&](const Link& row) {
      return std::ranges::find(row.consequences, finding.code) != row.consequences.end() &&
             rejects(findings, row.cause);
    };
    const auto row = std::ranges::find_if(links, explains);
    if (row != links.end()) finding.follows = row->cause;
  }
}

}  // namespace mtlschain::judge
