// SPDX-License-Identifier: Apache-2.0
// What istiod's own chain tells: it is issued by the CA that istiod uses now, while workloads keep
// theirs until they renew (src/DOMAIN.md: wire).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

// Signer is who signed a leaf: the certificate, where it was presented, else what the leaf says.
struct Signer {
  const x509::Certificate* leaf = nullptr;
  const x509::Certificate* certificate = nullptr;

  std::string name() const { return leaf->issuer(); }
};

Signer signer_of(const x509::Chain& chain) {
  const x509::Certificate& leaf = chain.front();
  const auto issued = [&](const x509::Certificate& other) { return leaf.issued_by(other); };
  const auto found = std::find_if(chain.begin() + 1, chain.end(), issued);
  return {&leaf, found == chain.end() ? nullptr : &*found};
}

enum class Same { yes, no, unknown };

Same of(bool equal) {
  return equal ? Same::yes : Same::no;
}

// By key; by name only where one of the two keys is not known.
Same same_signer(const Signer& left, const Signer& right) {
  if (left.certificate != nullptr && right.certificate != nullptr) {
    return of(left.certificate->same_key(*right.certificate));
  }
  const std::string left_key = left.leaf->authority_key_id();
  const std::string right_key = right.leaf->authority_key_id();
  if (!left_key.empty() && !right_key.empty()) return of(left_key == right_key);
  return left.name() == right.name() ? Same::unknown : Same::no;
}

Same same_signer(const Signer& signer, const x509::Certificate& plugged) {
  if (signer.certificate != nullptr) return of(signer.certificate->same_key(plugged));
  const std::string wanted = signer.leaf->authority_key_id();
  const std::string key = plugged.subject_key_id();
  if (!wanted.empty() && !key.empty()) return of(wanted == key);
  return signer.name() == plugged.subject() ? Same::unknown : Same::no;
}

// The CA that ought to sign: ca-cert.pem, else the first of cert-chain.pem.
const FileEntry* plugged_signer(const Scene& scene) {
  for (const Place::In in : {Place::In::ca, Place::In::chain}) {
    if (const auto entries = scene.files.entries(in); !entries.empty()) return &entries.front();
  }
  return nullptr;
}

bool has(const Judgement& judgement, Code code) {
  return std::ranges::find(judgement.findings, code, &Finding::code) != judgement.findings.end();
}

bool broken(const Judgement& judgement) {
  return std::ranges::any_of(judgement.findings, [](const Finding& finding) {
    const Check check = info(finding.code).check;
    return finding.severity == Severity::error && (check == Check::path || check == Check::files);
  });
}

// It is the cause of the path's and the files' errors where there are any; else a warning.
void add(Code code, const Signer& signer, std::vector<Fact> facts, Judgement& judgement) {
  facts.push_back({"issuer", signer.name()});
  Finding finding = about(code, {Place::In::presented, 0}, *signer.leaf, std::move(facts));
  finding.severity = broken(judgement) ? Severity::error : Severity::warning;
  judgement.findings.push_back(std::move(finding));
}

// other_signs: the leaf is of the CA that istiod passes over, and not of the one that it takes.
bool other_signs(const Scene& scene, const Signer& signer) {
  const auto& other = scene.expectation.plugged.passed_over.bundle.entries;
  const FileEntry* wanted = plugged_signer(scene);
  return !other.empty() && wanted != nullptr &&
         same_signer(signer, other.front().certificate) == Same::yes &&
         same_signer(signer, wanted->certificate) == Same::no;
}

// Where both namings are there istiod takes tls.crt, and by that the chain is judged. What is
// broken has its cause in that only where the mesh still signs with the other CA.
void judge_naming(const Scene& scene, Judgement& judgement) {
  if (!scene.expectation.plugged.both_namings) return;
  const Signer signer = signer_of(scene.presented());
  add(Code::tls_names_in_use, signer, {{"file", "tls.crt"}, {"other", "ca-cert.pem"}}, judgement);
  if (!other_signs(scene, signer)) judgement.findings.back().severity = Severity::warning;
}

// Group is the addresses whose leaves one CA signed.
struct Group {
  Signer signer;
  std::vector<std::string> addresses;
};

std::vector<Group> groups_of(std::span<const Seen> service) {
  std::vector<Group> groups;
  for (const Seen& seen : service) {
    if (seen.observation.presented.empty()) continue;
    const Signer signer = signer_of(seen.observation.presented);
    auto known = std::ranges::find_if(
        groups, [&](const Group& group) { return same_signer(group.signer, signer) != Same::no; });
    if (known == groups.end()) known = groups.insert(known, Group{signer, {}});
    known->addresses.push_back(seen.observation.address);
  }
  return groups;
}

std::string text_of(std::vector<Group> groups) {
  std::vector<std::string> texts;
  for (Group& group : groups) {
    std::ranges::sort(group.addresses);
    texts.push_back(fmt::format("{} ({})", fmt::join(group.addresses, ", "), group.signer.name()));
  }
  std::ranges::sort(texts);
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string reason_for_nothing(const observe::Observation& istiod) {
  if (istiod.failure) return istiod.failure->message;
  return istiod.presented.empty() ? "no certificate" : "it did not prove that it has the key";
}

}  // namespace

void judge_mesh(const Scene& scene, Judgement& judgement) {
  judge_naming(scene, judgement);
  if (!scene.expectation.istiod) return;
  const observe::Observation& istiod = *scene.expectation.istiod;
  if (istiod.presented.empty() || !observe::is_proved(istiod)) {
    judgement.findings.push_back(
        statement(Code::istiod_not_seen, {},
                  {{"address", istiod.target}, {"reason", reason_for_nothing(istiod)}}));
    return;
  }
  const Signer workload = signer_of(scene.presented());
  const Signer now = signer_of(istiod.presented);
  const Same agree = same_signer(workload, now);
  if (agree == Same::no) {
    return add(Code::stale_workload, workload, {{"found", now.name()}}, judgement);
  }
  const FileEntry* wanted = plugged_signer(scene);
  if (agree == Same::unknown || wanted == nullptr || has(judgement, Code::self_signed_ca)) return;
  if (same_signer(now, wanted->certificate) != Same::no) return;
  add(Code::reload_refused, workload, {{"found", now.name()}, {"file", wanted->label}}, judgement);
}

void note_mixed_signers(std::span<const Seen> service) {
  const std::vector<Group> groups = groups_of(service);
  if (groups.size() < 2) return;
  const std::string text = text_of(groups);
  for (const Seen& seen : service) {
    if (!seen.judgement.judged) continue;
    seen.judgement.findings.push_back(statement(Code::mixed_istiod, {}, {{"groups", text}}));
  }
}

}  // namespace mtlschain::judge
