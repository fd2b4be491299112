// SPDX-License-Identifier: Apache-2.0
// How certificates of a mesh are made, beyond what verification asks for, and what the profile of
// the expectation makes of a finding.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "judge/facts.hpp"
#include "judge/scene.hpp"
#include <mtlschain/spiffe/svid.hpp>

namespace mtlschain::judge {
namespace {

using x509::Extension;
using Reasons = std::vector<std::string>;

struct WebSeverity {
  Code code;
  Severity severity;
};

// Where the web's usage differs from that of the table, which is Istio's.
constexpr std::array web{
    WebSeverity{Code::doubled_root, Severity::warning},
    WebSeverity{Code::repeated_certificate, Severity::warning},
    WebSeverity{Code::several_roots, Severity::warning},
    WebSeverity{Code::weak_signature, Severity::error},
    WebSeverity{Code::no_spiffe_id, Severity::note},
    WebSeverity{Code::several_uri_names, Severity::note},
    WebSeverity{Code::invalid_spiffe_id, Severity::note},
};

void note(Code code, Place place, const x509::Certificate& of, const Reasons& reasons,
          Judgement& judgement) {
  if (reasons.empty()) return;
  judgement.findings.push_back(
      about(code, place, of, {{"reason", fmt::format("{}", fmt::join(reasons, ", "))}}));
}

Reasons unusual_in(const x509::Certificate& leaf) {
  Reasons reasons;
  if (!leaf.has_subject() && !leaf.critical(Extension::subject_alt_name)) {
    reasons.emplace_back("its names are not critical, and its subject is empty");
  }
  if (!leaf.key_usage()) {
    reasons.emplace_back("no key usage");
  } else if (!leaf.critical(Extension::key_usage)) {
    reasons.emplace_back("its key usage is not critical");
  }
  const auto purposes = leaf.extended_key_usage();
  if (!purposes) return reasons;
  if (!purposes->server_auth) reasons.emplace_back("no serverAuth");
  if (!purposes->client_auth) reasons.emplace_back("no clientAuth");
  return reasons;
}

// X509-SVID 4: signing certificates have keyCertSign, and their SPIFFE ID has no path.
Reasons unusual_in_signer(const x509::Certificate& signer) {
  Reasons reasons;
  if (!signer.key_usage()) reasons.emplace_back("no key usage");
  const auto id = spiffe::id_of(signer);
  if (id && !id->path.empty()) reasons.emplace_back("its SPIFFE ID has a path");
  return reasons;
}

void judge_spiffe_profile(const Scene& scene, Judgement& judgement) {
  const x509::Certificate& leaf = scene.leaf();
  if (!spiffe::id_of(leaf)) return;
  note(Code::unusual_leaf, {Place::In::presented, 0}, leaf, unusual_in(leaf), judgement);
  for (std::size_t i = 1; i < judgement.path.size(); ++i) {
    const PathElement& element = judgement.path[i];
    note(Code::unusual_signing_certificate, element.place, element.certificate,
         unusual_in_signer(element.certificate), judgement);
  }
}

void judge_name_of_leaf(const Scene& scene, Judgement& judgement) {
  const x509::Certificate& leaf = scene.leaf();
  if (!leaf.has_subject() || !leaf.self_issued() || leaf.self_signed()) return;
  const auto told =
      std::ranges::find(judgement.findings, Code::named_as_its_issuer, &Finding::code);
  if (told != judgement.findings.end()) return;
  judgement.findings.push_back(about(Code::named_as_its_issuer, {Place::In::presented, 0}, leaf));
}

void judge_roots_of_web(const Scene& scene, Judgement& judgement) {
  for (std::size_t i = 1; i < judgement.labels.size(); ++i) {
    const Label& label = judgement.labels[i];
    if (label.role != Role::root || label.repeats) continue;
    judgement.findings.push_back(
        about(Code::root_presented, {Place::In::presented, i}, scene.presented()[i]));
  }
}

}  // namespace

void judge_profile(const Scene& scene, Judgement& judgement) {
  judge_name_of_leaf(scene, judgement);
  if (scene.expectation.profile == Profile::web) return judge_roots_of_web(scene, judgement);
  judge_spiffe_profile(scene, judgement);
}

Severity web_severity(Code code) {
  const auto row = std::ranges::find(web, code, &WebSeverity::code);
  return row == web.end() ? info(code).severity : row->severity;
}

// A severity that a step chose itself (an identity was asked for) stays.
void apply_profile(Profile profile, Findings& findings) {
  if (profile == Profile::istio) return;
  for (Finding& finding : findings) {
    const bool usual = finding.severity == info(finding.code).severity;
    if (usual) finding.severity = web_severity(finding.code);
  }
}

}  // namespace mtlschain::judge
