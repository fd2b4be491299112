// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "judge/facts.hpp"
#include "judge/lint_scene.hpp"
#include <mtlschain/judge/lint.hpp>

namespace mtlschain::judge {
const x509::Certificate* LintScene::ca() const {
  const x509::Bundle& bundle = plugged.ca.bundle;
  const bool first_is_broken = !bundle.problems.empty() && bundle.problems.front().position == 0;
  if (bundle.entries.empty() || first_is_broken) return nullptr;
  return &bundle.entries.front().certificate;
}

x509::Chain LintScene::chain() const {
  x509::Chain chain;
  for (const FileEntry& entry : files.entries(Place::In::chain)) chain.push_back(entry.certificate);
  return chain;
}

Place lint_place(const LintScene& scene, const x509::Certificate& certificate) {
  if (scene.ca() != nullptr && certificate == *scene.ca()) return {Place::In::ca, 0};
  if (const FileEntry* anchor = scene.files.anchor(certificate)) return anchor->place;
  const std::span<const FileEntry> chain = scene.files.entries(Place::In::chain);
  const auto found = std::ranges::find(chain, certificate, &FileEntry::certificate);
  return found == chain.end() ? Place{} : found->place;
}

LintJudgement lint(const trust::PluggedFiles& plugged, const LintRequest& request) {
  const FileIndex index{plugged};
  const LintScene scene{plugged, request, index};
  LintJudgement judgement;
  lint_state(scene, judgement.findings);
  lint_text(scene, judgement.findings);
  lint_files(scene, judgement.findings);
  const CaPath path = find_ca_path(scene);
  if (path.unverified) judgement.findings.push_back(*path.unverified);
  if (!path.path.empty()) rehearse(scene, path.path, judgement.findings);
  lint_authority(scene, judgement.findings);
  lint_dates(scene, path, judgement.findings);
  lint_strength(scene, path, judgement.findings);
  for (const x509::Certificate& of : path.path) {
    judgement.path.push_back({of, lint_place(scene, of)});
  }
  judgement.istiod = istiod_outcomes(scene, path);
  judgement.wire = predict_wire(scene);
  sort_findings(judgement.findings);
  return judgement;
}

Verdict verdict(const LintJudgement& judgement) {
  const bool rejected = std::ranges::any_of(judgement.findings, [](const Finding& finding) {
    return finding.severity == Severity::error;
  });
  return rejected ? Verdict::rejected : Verdict::verified;
}

}  // namespace mtlschain::judge
