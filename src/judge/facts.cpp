// SPDX-License-Identifier: Apache-2.0
#include "judge/facts.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace mtlschain::judge {

std::string display_name(const x509::Certificate& certificate) {
  std::string subject = certificate.subject();
  if (!subject.empty()) return subject;
  const std::vector<x509::SubjectAltName> names = certificate.alt_names(1);
  return names.empty() ? "(no name)" : names.front().value;
}

Finding statement(Code code, Place about, std::vector<Fact> facts) {
  return {code, info(code).severity, about, std::move(facts), std::nullopt};
}

std::string time_text(const std::optional<base::Time>& time) {
  return time ? base::format_time(*time) : "(no valid time)";
}

std::vector<Fact> certificate_facts(const x509::Certificate& certificate) {
  std::vector<Fact> facts{{"subject", display_name(certificate)},
                          {"fingerprint", base::hex(certificate.sha256())},
                          {"not_before", time_text(certificate.not_before())},
                          {"not_after", time_text(certificate.not_after())}};
  if (const std::string id = certificate.subject_key_id(); !id.empty()) {
    facts.push_back({"subject_key_id", base::hex(base::bytes_of(id))});
  }
  if (const std::string id = certificate.authority_key_id(); !id.empty()) {
    facts.push_back({"authority_key_id", base::hex(base::bytes_of(id))});
  }
  return facts;
}

Finding about(Code code, Place place, const x509::Certificate& certificate,
              std::vector<Fact> more) {
  std::vector<Fact> facts = certificate_facts(certificate);
  std::move(more.begin(), more.end(), std::back_inserter(facts));
  return statement(code, place, std::move(facts));
}

void sort_findings(std::vector<Finding>& findings) {
  const auto order = [](const Finding& finding) {
    return std::tuple{-static_cast<int>(finding.severity), info(finding.code).rank,
                      finding.about.in, finding.about.index};
  };
  std::vector<Finding> sorted;
  for (Finding& finding : findings) {
    const auto after = std::ranges::upper_bound(sorted, order(finding), {}, order);
    sorted.insert(after, std::move(finding));
  }
  findings = std::move(sorted);
}

}  // namespace mtlschain::judge
