// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

using observe::ClientCertificateOutcome;

struct Meaning {
  int number;
  std::string_view text;
};

// What BoringSSL makes of a verification that failed in Envoy (domain: 6.3).
constexpr std::array meanings{
    Meaning{40, "it demands a certificate that it can use"},
    Meaning{42, "it could not decode the certificate, or does not say what it has against it"},
    Meaning{43, "its purpose: the certificate, or a CA of its chain, lacks clientAuth"},
    Meaning{44, "it is on a revocation list there"},
    Meaning{45, "it has expired or is not yet valid there, or a revocation list there has expired"},
    Meaning{46, "its SPIFFE ID or trust domain is not accepted there (trustDomainAliases)"},
    Meaning{48,
            "its root is not trusted there, a CA of its chain is missing, or a revocation list"},
    Meaning{51, "a signature does not verify: a root of the same name but another key is there"},
    Meaning{116, "it demands a certificate"},
};

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
  findings.push_back(statement(
      code, {}, {{"answer", alert_text(observation)}, {"meaning", alert_meaning(observation)}}));
}

void judge_version(const observe::Observation& observation, Findings& findings) {
  constexpr std::array<std::string_view, 3> old{"SSLv3", "TLSv1", "TLSv1.1"};
  if (!observation.handshake) return;
  const std::string& version = observation.handshake->version;
  if (std::ranges::find(old, version) == old.end()) return;
  findings.push_back(statement(Code::old_tls, {}, {{"version", version}}));
}

void judge_capture(const observe::Observation& observation, Findings& findings) {
  if (!observation.captured_as) return;
  findings.push_back(statement(Code::captured, {},
                               {{"uid", std::to_string(observation.captured_as->uid)},
                                {"gid", std::to_string(observation.captured_as->gid)}}));
}

// A refused client certificate ends the handshake too; that is told by its own finding.
void judge_failure(const observe::Observation& observation, Findings& findings) {
  if (!observation.failure || observation.presented.empty()) return;
  if (observation.client_certificate.outcome == ClientCertificateOutcome::refused) return;
  const Fact reason{"reason", observation.failure->message};
  if (observation.handshake && observation.handshake->key_proved == false) {
    findings.push_back(about(Code::key_not_proved, {Place::In::presented, 0},
                             observation.presented.front(), {reason}));
  } else {
    findings.push_back(statement(Code::handshake_incomplete, {}, {reason}));
  }
}

}  // namespace

std::string alert_meaning(const observe::Observation& observation) {
  const auto received = std::ranges::find(observation.alerts, true, &observe::Alert::received);
  if (received == observation.alerts.end()) return "it gave no reason";
  const auto row = std::ranges::find(meanings, received->number, &Meaning::number);
  return std::string{row == meanings.end() ? "its log has the reason" : row->text};
}

std::string alert_text(const observe::Observation& observation) {
  const auto received = std::ranges::find(observation.alerts, true, &observe::Alert::received);
  if (received == observation.alerts.end()) return "the connection ended";
  return fmt::format("alert {} {}", received->number, received->name);
}

void judge_handshake(const Scene& scene, Judgement& judgement) {
  const observe::Observation& observation = scene.observation;
  judge_capture(observation, judgement.findings);
  judge_elements(observation, judgement.findings);
  judge_client_certificate(observation, judgement.findings);
  judge_version(observation, judgement.findings);
  judge_failure(observation, judgement.findings);
}

}  // namespace mtlschain::judge
