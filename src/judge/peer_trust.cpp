// SPDX-License-Identifier: Apache-2.0
// Whether the peer trusts us, as far as its certificate request and its answer tell
// (src/DOMAIN.md: clients).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

// Envoy names the subjects of its ROOTCA. No list says nothing; roots of one name are one entry.
void judge_accepted(const Scene& scene, Judgement& judgement) {
  const std::vector<std::string>& accepted =
      scene.observation.client_certificate.acceptable_issuers;
  if (accepted.empty()) return;
  std::set<std::string> told;
  for (const FileEntry& entry : scene.files.entries(Place::In::root)) {
    const std::string subject = entry.certificate.subject();
    if (!entry.certificate.self_issued() || !told.insert(subject).second) continue;
    if (std::ranges::find(accepted, subject) != accepted.end()) continue;
    judgement.findings.push_back(
        about(Code::server_lacks_root, entry.place, entry.certificate,
              {{"file", entry.label}, {"accepted", fmt::format("{}", fmt::join(accepted, "; "))}}));
  }
}

void judge_one_way(const Scene& scene, Judgement& judgement) {
  const observe::ClientCertificate& client = scene.observation.client_certificate;
  if (!client.sent || client.outcome != observe::ClientCertificateOutcome::refused) return;
  const auto is_error = [](const Finding& finding) { return finding.severity == Severity::error; };
  if (std::ranges::any_of(judgement.findings, is_error)) return;
  judgement.findings.push_back(statement(
      Code::one_way_trust, {},
      {{"answer", alert_text(scene.observation)}, {"meaning", alert_meaning(scene.observation)}}));
}

}  // namespace

void judge_peer_trust(const Scene& scene, Judgement& judgement) {
  judge_accepted(scene, judgement);
  judge_one_way(scene, judgement);
}

}  // namespace mtlschain::judge
