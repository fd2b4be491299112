// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

using observe::ClientCertificateOutcome;

void judge_elements(const observe::Observation& observation, Findings& findings) {
  for (const observe::Unparsed& element : observation.unparsed) {
    findings.push_back(statement(Code::unparsed_certificate, {},
                                 {{"position", std::to_string(element.position)},
                                  {"line", std::to_string(element.line)},
                                  {"reason", element.reason}}));
  }
}

void judge_client_certificate(const observe::Observation& observation, Findings& findings) {
  const observe::ClientCertificate& seen = observation.client_certificate;
  if (seen.outcome != ClientCertificateOutcome::refused) return;
  const Code code =
      seen.sent ? Code::client_certificate_refused : Code::client_certificate_required;
  findings.push_back(statement(code, {}, {{"answer", alert_text(observation)}}));
}

void judge_version(const observe::Observation& observation, Findings& findings) {
  constexpr std::array<std::string_view, 3> old{"SSLv3", "TLSv1", "TLSv1.1"};
  if (!observation.handshake) return;
  const std::string& version = observation.handshake->version;
  if (std::ranges::find(old, version) == old.end()) return;
  findings.push_back(statement(Code::old_tls, {}, {{"version", version}}));
}

// A refused client certificate ends the handshake too; that is told by its own finding.
void judge_failure(const observe::Observation& observation, Findings& findings) {
  if (!observation.failure || observation.presented.empty()) return;
  if (observation.client_certificate.outcome == ClientCertificateOutcome::refused) return;
  findings.push_back(
      statement(Code::handshake_incomplete, {}, {{"reason", observation.failure->message}}));
}

}  // namespace

std::string alert_text(const observe::Observation& observation) {
  const auto received = std::ranges::find(observation.alerts, true, &observe::Alert::received);
  if (received == observation.alerts.end()) return "the connection ended";
  return fmt::format("alert {} {}", received->number, received->name);
}

void judge_handshake(const Scene& scene, Judgement& judgement) {
  const observe::Observation& observation = scene.observation;
  judge_elements(observation, judgement.findings);
  judge_client_certificate(observation, judgement.findings);
  judge_version(observation, judgement.findings);
  judge_failure(observation, judgement.findings);
}

}  // namespace mtlschain::judge
