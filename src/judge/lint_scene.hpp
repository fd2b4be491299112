// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "judge/scene.hpp"
#include <mtlschain/judge/lint.hpp>

namespace mtlschain::judge {

// LintScene is what every step of lint looks at; `files` indexes what is plugged.
struct LintScene {
  const trust::PluggedFiles& plugged;
  const LintRequest& request;
  const FileIndex& files;

  // ca is the signing certificate: the first block of its file, as istiod takes it; null where that
  // one cannot be used.
  const x509::Certificate* ca() const;
  // chain are the certificates of the chain file.
  x509::Chain chain() const;
};

// CaPath is the search for a path from the signing CA to a root.
struct CaPath {
  x509::Chain path;                   // signing CA first, root last; empty: none
  std::optional<Finding> unverified;  // where there is none
  bool istiod_refuses = false;        // istiod's own verification fails
};

// lint_place is where a certificate stands: in the signing file, the chain file, the root file.
Place lint_place(const LintScene& scene, const x509::Certificate& certificate);

// Each step appends its findings.
void lint_state(const LintScene& scene, Findings& findings);  // F1, F15, C5
void lint_text(const LintScene& scene, Findings& findings);   // F6, F16
void lint_files(const LintScene& scene, Findings& findings);  // F4, F5, F13, F14, F16
void lint_dates(const LintScene& scene, const CaPath& path, Findings& findings);     // F11
void lint_strength(const LintScene& scene, const CaPath& path, Findings& findings);  // F8, F17

// find_ca_path looks for the path (F3).
CaPath find_ca_path(const LintScene& scene);

// rehearse judges leaves that the signing CA might issue along the path (F2, F7, F9, F10, F12).
void rehearse(const LintScene& scene, const x509::Chain& path, Findings& findings);

// lint_authority says that the signing CA is none (F2), where no rehearsal came to say it.
void lint_authority(const LintScene& scene, Findings& findings);

// istiod_outcomes is the table of versions.
std::vector<IstiodOutcome> istiod_outcomes(const LintScene& scene, const CaPath& path);

// predict_wire is what will be presented.
std::vector<Wire> predict_wire(const LintScene& scene);

}  // namespace mtlschain::judge
