// SPDX-License-Identifier: Apache-2.0
// What stands in which file, in which order.
#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "judge/facts.hpp"
#include "judge/lint_scene.hpp"
#include "judge/search.hpp"

namespace mtlschain::judge {
namespace {

// More certificates than this are not put in order: no CA has so many issuers.
constexpr std::size_t most_related = 64;

void judge_repeats(const LintScene& scene, Place::In in, Findings& findings) {
  std::unordered_map<std::string, std::string> first_labels;
  for (const FileEntry& entry : scene.files.entries(in)) {
    const auto [first, fresh] = first_labels.try_emplace(entry.certificate.der(), entry.label);
    if (fresh) continue;
    findings.push_back(about(Code::repeated_in_file, entry.place, entry.certificate,
                             {{"file", entry.label}, {"other", first->second}}));
  }
}

void judge_same_names(const LintScene& scene, Findings& findings) {
  const bool has_key_id = scene.ca() != nullptr && !scene.ca()->authority_key_id().empty();
  std::unordered_map<std::string, const FileEntry*> first_of_name;
  for (const FileEntry& root : scene.files.entries(Place::In::root)) {
    const auto [first, fresh] = first_of_name.try_emplace(root.certificate.subject(), &root);
    if (fresh || first->second->certificate.same_key(root.certificate)) continue;
    findings.push_back(about(Code::same_name_roots, root.place, root.certificate,
                             {{"file", root.label}, {"other", first->second->label}}));
    if (has_key_id) findings.back().severity = Severity::note;
  }
}

void judge_roots(const LintScene& scene, Findings& findings) {
  for (const FileEntry& root : scene.files.entries(Place::In::root)) {
    if (root.certificate.self_issued()) continue;
    findings.push_back(
        about(Code::root_not_self_signed, root.place, root.certificate, {{"file", root.label}}));
  }
}

// istiod takes whatever stands in the chain file; peers need the signing CA in it, unless the root
// file, which sidecars present too, holds it.
void judge_presence(const LintScene& scene, Findings& findings) {
  const x509::Certificate& ca = *scene.ca();
  const x509::Chain chain = scene.chain();
  const bool in_chain = std::ranges::find(chain, ca) != chain.end();
  if (in_chain || !scene.plugged.chain.given() || ca.self_issued()) return;
  findings.push_back(
      about(Code::chain_lacks_ca, {Place::In::ca, 0}, ca,
            {{"file", scene.plugged.ca.label}, {"chain", scene.plugged.chain.label}}));
  if (scene.files.anchor(ca) != nullptr) findings.back().severity = Severity::warning;
}

// The first certificate ought to be the signing CA, each next the issuer of the one before;
// repeats and strangers have findings of their own.
void judge_order(const LintScene& scene, const x509::Chain& related, Findings& findings) {
  const x509::Certificate* expected = scene.ca();
  for (const FileEntry& entry : scene.files.entries(Place::In::chain)) {
    const x509::Certificate& of = entry.certificate;
    const bool stranger = std::ranges::find(related, of) == related.end();
    if (stranger && entry.place.index > 0) continue;
    const bool first = expected == scene.ca();
    const bool right = first ? of == *expected : of == *expected || expected->issued_by(of);
    if (right) {
      expected = &of;
      continue;
    }
    const std::string wanted =
        first ? scene.plugged.ca.label : "the issuer of " + display_name(*expected);
    findings.push_back(
        about(Code::chain_file_order, entry.place, of,
              {{"file", entry.label}, {"found", display_name(of)}, {"expected", wanted}}));
    return;
  }
}

// related_to are the certificates that the names lead to from the signing CA, itself included.
x509::Chain related_to(const x509::Certificate& ca, const LintScene& scene) {
  x509::Chain related{ca};
  std::unordered_set<std::string> known{ca.der()};
  x509::Chain candidates = scene.chain();
  std::ranges::copy(scene.files.anchors(), std::back_inserter(candidates));
  for (std::size_t i = 0; i < related.size() && related.size() < most_related; ++i) {
    for (const x509::Certificate& other : candidates) {
      if (related.size() == most_related) break;
      const x509::Certificate subject = related[i];
      if (subject.issued_by(other) && known.insert(other.der()).second) related.push_back(other);
    }
  }
  return related;
}

void judge_strangers(const LintScene& scene, const x509::Chain& related, Findings& findings) {
  for (const FileEntry& entry : scene.files.entries(Place::In::chain)) {
    if (std::ranges::find(related, entry.certificate) != related.end()) continue;
    if (scene.files.anchor(entry.certificate) != nullptr) continue;
    findings.push_back(about(Code::unrelated_certificate, entry.place, entry.certificate,
                             {{"file", entry.label}}));
  }
}

void judge_signing_file(const LintScene& scene, Findings& findings) {
  const std::size_t count = scene.plugged.ca.bundle.entries.size();
  if (scene.plugged.naming == trust::Naming::tls || count < 2) return;
  findings.push_back(
      statement(Code::several_in_ca, {Place::In::ca, 1},
                {{"file", scene.plugged.ca.label}, {"count", std::to_string(count)}}));
}

}  // namespace

void lint_files(const LintScene& scene, Findings& findings) {
  judge_repeats(scene, Place::In::root, findings);
  judge_repeats(scene, Place::In::chain, findings);
  judge_roots(scene, findings);
  judge_same_names(scene, findings);
  judge_signing_file(scene, findings);
  if (scene.ca() == nullptr) return;
  judge_presence(scene, findings);
  const x509::Chain related = related_to(*scene.ca(), scene);
  if (related.size() == most_related) return;
  judge_strangers(scene, related, findings);
  const x509::Chain chain = scene.chain();
  if (std::ranges::find(chain, *scene.ca()) != chain.end()) {
    judge_order(scene, related, findings);
  }
}

}  // namespace mtlschain::judge
