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

// What BoringSSL makes of a verification that failed in Envoy (src/DOMAIN.md: clients).
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

// A handshake that failed has its own finding, and a transcript may just end too early.
bool is_live(const observe::Observation& observation) {
  return observe::must_prove_key(observation) && !observation.failure;
}

// One finding for all: a peer may send a thousand of them.
void judge_elements(const observe::Observation& observation, Findings& findings) {
  const std::size_t kept = observation.presented.size() + observation.unparsed.size();
  if (observation.omitted > 0) {
    findings.push_back(statement(
        Code::oversized_chain, {},
        {{"count", std::to_string(kept + observation.omitted)}, {"kept", std::to_string(kept)}}));
  }
  if (observation.unparsed.empty()) return;
  const observe::Unparsed& first = observation.unparsed.front();
  const std::size_t others = observation.unparsed.size() - 1;
  findings.push_back(
      statement(Code::unparsed_certificate, {},
                {{"position", std::to_string(first.position)},
                 {"line", std::to_string(first.line)},
                 {"reason", others == 0 ? first.reason
                                        : fmt::format("{} (and {} more)", first.reason, others)},
                 {"others", std::to_string(others)}}));
}

void judge_client_certificate(const observe::Observation& observation, Findings& findings) {
  const observe::ClientCertificate& seen = observation.client_certificate;
  if (seen.outcome == ClientCertificateOutcome::unknown && seen.sent && is_live(observation)) {
    findings.push_back(statement(Code::client_certificate_unanswered, {}, {}));
  }
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

bool lacks_proof(const observe::Observation& observation) {
  return !observation.presented.empty() && !observe::is_proved(observation);
}

std::string reason_without_proof(const observe::Observation& observation) {
  if (observation.failure) return observation.failure->message;
  if (observation.client_certificate.outcome == ClientCertificateOutcome::refused) {
    return fmt::format("the peer ended it ({})", alert_text(observation));
  }
  return "nothing that was seen says that it did";
}

// Judged by itself, whatever else was said, seen or sent: anybody can copy a chain, ask for a
// certificate and refuse ours.
void judge_proof(const observe::Observation& observation, Findings& findings) {
  if (!lacks_proof(observation)) return;
  findings.push_back(about(Code::key_not_proved, {Place::In::presented, 0},
                           observation.presented.front(),
                           {{"reason", reason_without_proof(observation)}}));
}

// What key-not-proved or the refusal of our certificate tells already is not told again.
void judge_failure(const observe::Observation& observation, Findings& findings) {
  if (!observation.failure || observation.presented.empty() || lacks_proof(observation)) return;
  if (observation.client_certificate.outcome == ClientCertificateOutcome::refused) return;
  findings.push_back(
      statement(Code::handshake_incomplete, {}, {{"reason", observation.failure->message}}));
}

}  // namespace

std::string alert_meaning(const observe::Observation& observation) {
  const observe::Alert* received = observe::refusal(observation.alerts);
  if (received == nullptr) return "it gave no reason";
  const auto row = std::ranges::find(meanings, received->number, &Meaning::number);
  return std::string{row == meanings.end() ? "its log has the reason" : row->text};
}

std::string alert_text(const observe::Observation& observation) {
  const observe::Alert* received = observe::refusal(observation.alerts);
  if (received == nullptr) return "the connection ended";
  return fmt::format("alert {} {}", received->number, received->name);
}

void judge_handshake(const Scene& scene, Judgement& judgement) {
  const observe::Observation& observation = scene.observation;
  judge_capture(observation, judgement.findings);
  judge_elements(observation, judgement.findings);
  judge_client_certificate(observation, judgement.findings);
  judge_version(observation, judgement.findings);
  judge_proof(observation, judgement.findings);
  judge_failure(observation, judgement.findings);
}

}  // namespace mtlschain::judge
