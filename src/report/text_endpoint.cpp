// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/names.hpp"
#include "report/sections.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::report {

namespace {

constexpr std::size_t issuers_shown = 3;
constexpr std::size_t first_bytes_shown = 80;

std::string alpn_text(const observe::Handshake& handshake) {
  if (!handshake.alpn.empty()) return "ALPN " + short_name(handshake.alpn);
  return handshake.alpn_offered.empty() ? "no ALPN offered" : "no ALPN selected";
}

std::string endpoint_text(const observe::Observation& seen) {
  std::vector<std::string> facts;
  if (seen.source != observe::Source::live) {
    facts.push_back(fmt::format("collected material ({})", observe::source_name(seen.source)));
  }
  if (!seen.address.empty()) facts.push_back(short_name(seen.address));
  if (const auto& handshake = seen.handshake) {
    for (const std::string* fact : {&handshake->version, &handshake->cipher, &handshake->group}) {
      if (!fact->empty()) facts.push_back(short_name(*fact));
    }
    facts.push_back(alpn_text(*handshake));
    if (!handshake->servername.empty()) facts.push_back("SNI " + short_name(handshake->servername));
  }
  return fmt::format("{}", fmt::join(facts, ", "));
}

std::string issuers_text(const std::vector<std::string>& issuers) {
  std::vector<std::string> shown;
  for (const std::string& issuer : issuers) {
    if (shown.size() == issuers_shown) break;
    shown.push_back(short_name(issuer));
  }
  const std::size_t rest = issuers.size() - shown.size();
  return fmt::format("{}{}", fmt::join(shown, "; "),
                     rest == 0 ? std::string{} : fmt::format("; and {} more", rest));
}

std::string alerts_text(const std::vector<observe::Alert>& alerts) {
  std::vector<std::string> words;
  for (const observe::Alert& alert : alerts) {
    words.push_back(fmt::format("{} {} {} {}", alert.fatal ? "alert" : "warning alert",
                                alert.number, short_name(alert.name),
                                alert.received ? "received" : "sent"));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

// The outcome in words; an alert that tells it is named here and not again.
std::string outcome_text(const observe::Observation& seen) {
  static constexpr std::array<std::string_view, 4> outcomes{
      "", "; the peer accepted it", "; the peer refused it",
      "; whether the peer takes it is unknown"};
  static constexpr std::array<std::string_view, 4> outcomes_without{
      "", "; the peer went on without", "; the peer requires one",
      "; whether the peer requires one is unknown"};
  const auto& client = seen.client_certificate;
  const auto outcome = static_cast<std::size_t>(client.outcome);
  std::string text(client.sent ? outcomes.at(outcome) : outcomes_without.at(outcome));
  if (client.outcome != observe::ClientCertificateOutcome::refused) return text;
  return seen.alerts.empty() ? text : fmt::format("{} ({})", text, alerts_text(seen.alerts));
}

std::string client_text(const observe::Observation& seen) {
  const auto& client = seen.client_certificate;
  if (!client.requested) return "not requested";
  const std::string issuers =
      client.acceptable_issuers.empty()
          ? "of any issuer"
          : "acceptable issuers: " + issuers_text(client.acceptable_issuers);
  return fmt::format("requested, {}{}; {}", client.sent ? "ours was sent" : "none was sent",
                     outcome_text(seen), issuers);
}

}  // namespace

void put_endpoint(Page& page, const observe::Observation& seen) {
  const std::string endpoint = endpoint_text(seen);
  if (!endpoint.empty()) page.put("endpoint: ", endpoint);
  const auto& client = seen.client_certificate;
  if ((seen.handshake && seen.source == observe::Source::live) || client.requested) {
    page.put("client certificate: ", client_text(seen));
  }
  const bool told = client.outcome == observe::ClientCertificateOutcome::refused;
  if (!told && !seen.alerts.empty()) page.put("alerts: ", alerts_text(seen.alerts));
  if (seen.failure && !seen.failure->first_bytes.empty()) {
    page.put("first bytes: ", base::printable(seen.failure->first_bytes, first_bytes_shown));
  }
  for (const std::string& remark : seen.remarks) page.put("remark: ", base::printable(remark));
}

}  // namespace mtlschain::report
