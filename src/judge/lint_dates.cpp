// SPDX-License-Identifier: Apache-2.0
// How long the plugged certificates hold, and how strong they are.
#include <algorithm>
#include <set>

#include "judge/facts.hpp"
#include "judge/lint_scene.hpp"

namespace mtlschain::judge {
namespace {

constexpr std::chrono::days soon{30};

// The certificates of the files, each once, the signing file's first.
std::vector<FileEntry> each_once(const LintScene& scene) {
  std::vector<FileEntry> entries;
  std::set<std::string> seen;
  for (const Place::In in : {Place::In::ca, Place::In::chain, Place::In::root}) {
    for (const FileEntry& entry : scene.files.entries(in)) {
      if (in == Place::In::ca && entry.place.index > 0) continue;
      if (seen.insert(entry.certificate.der()).second) entries.push_back(entry);
    }
  }
  return entries;
}

// An expired certificate rejects where the path needs it: an old root beside the new one does not.
void judge_dates_of(const LintScene& scene, const FileEntry& entry, bool needed,
                    Findings& findings) {
  const x509::Certificate& of = entry.certificate;
  const base::Time at = scene.request.at;
  const auto from = of.not_before();
  const auto until = of.not_after();
  std::vector<Fact> facts{{"file", entry.label}, {"at", base::format_time(at)}};
  if (of.expired_at(at)) {
    facts.push_back({"ago", until ? base::format_duration(at - *until) : "an unknown time"});
    const bool root = scene.files.anchor(of) != nullptr;
    findings.push_back(
        about(root ? Code::expired_root : Code::expired_intermediate, entry.place, of, facts));
  } else if (of.not_yet_valid_at(at)) {
    facts.push_back({"ahead", from ? base::format_duration(*from - at) : "an unknown time"});
    findings.push_back(about(Code::not_yet_valid, entry.place, of, facts));
  } else if (*until - at < soon) {
    facts.push_back({"remaining", base::format_duration(*until - at)});
    findings.push_back(about(Code::ca_expires_soon, entry.place, of, facts));
  } else {
    return;
  }
  if (!needed) findings.back().severity = Severity::warning;
}

bool on(const x509::Chain& path, const x509::Certificate& certificate) {
  return std::ranges::find(path, certificate) != path.end();
}

}  // namespace

void lint_dates(const LintScene& scene, const CaPath& path, Findings& findings) {
  for (const FileEntry& entry : each_once(scene)) {
    const bool is_ca = entry.place.in == Place::In::ca;
    judge_dates_of(scene, entry, is_ca || on(path.path, entry.certificate), findings);
  }
  for (std::size_t i = 0; i + 1 < path.path.size(); ++i) {
    const auto ends = path.path[i].not_after();
    const auto issuer_ends = path.path[i + 1].not_after();
    if (!ends || !issuer_ends || *ends <= *issuer_ends) continue;
    findings.push_back(about(Code::outlives_issuer, lint_place(scene, path.path[i]), path.path[i],
                             {{"issuer_not_after", base::format_time(*issuer_ends)}}));
  }
}

// Go refuses SHA-1 on everything but a root's own signature, and istiod with it.
void lint_strength(const LintScene& scene, const CaPath& path, Findings& findings) {
  for (const FileEntry& entry : each_once(scene)) {
    const x509::Certificate& of = entry.certificate;
    const bool anchor = scene.files.anchor(of) != nullptr && of.self_issued();
    if (!anchor && of.weak_signature()) {
      findings.push_back(
          about(Code::weak_signature, entry.place, of, {{"algorithm", of.signature_algorithm()}}));
      if (on(path.path, of)) findings.back().severity = Severity::error;
    }
    const x509::Key key = of.key();
    if (key.weak()) {
      findings.push_back(about(Code::weak_key, entry.place, of, {{"key", key.text()}}));
    } else if (!key.usual()) {
      findings.push_back(about(Code::unusual_key, entry.place, of, {{"key", key.text()}}));
    }
  }
}

}  // namespace mtlschain::judge
