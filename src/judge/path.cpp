// SPDX-License-Identifier: Apache-2.0
// The path check: one plain X509_verify_cert as OpenSSL's command does it; the search only where
// that fails or where names are ambiguous; then the cause.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "judge/cause.hpp"
#include "judge/facts.hpp"
#include "judge/scene.hpp"
#include "judge/search.hpp"
#include <mtlschain/x509/error.hpp>

namespace mtlschain::judge {
namespace {

// ambiguous: some issuer name stands for two certificates, so that their order might decide. Names
// are compared by their hash: a false alarm costs a search, no more.
bool ambiguous(const Scene& scene) {
  if (scene.files.ambiguous_anchors()) return true;
  std::unordered_map<unsigned long, x509::Certificate> known;
  const auto clashes = [&](const x509::Certificate& certificate) {
    const unsigned long name = certificate.subject_hash();
    const auto [entry, fresh] = known.emplace(name, certificate);
    return !fresh && !(entry->second == certificate);
  };
  const std::span<const x509::Certificate> behind = std::span{scene.presented()}.subspan(1);
  return std::ranges::any_of(scene.files.anchors(), clashes) ||
         std::ranges::any_of(behind, clashes);
}

int headline_rank(const Findings& findings) {
  int rank = 1'000;
  for (const Finding& finding : findings) rank = std::min(rank, info(finding.code).rank);
  return rank;
}

struct Choice {
  const Candidate* candidate = nullptr;
  Findings findings;
};

// The candidate with the fewest defects, then the least specific ones; the first found wins a draw,
// and the order of the search is fixed.
Choice best_of(const Scene& scene, const SearchResult& result) {
  Choice best;
  for (const Candidate& candidate : result.candidates) {
    Findings findings = findings_of(scene, candidate.run, false);
    const auto grade = [](const Findings& of) { return std::tuple{of.size(), -headline_rank(of)}; };
    if (best.candidate != nullptr && grade(findings) >= grade(best.findings)) continue;
    best = {&candidate, std::move(findings)};
  }
  return best;
}

void take_path(const Scene& scene, const x509::Chain& chain, Judgement& judgement) {
  for (const x509::Certificate& certificate : chain) {
    judgement.path.push_back({certificate, place_of(scene, certificate)});
  }
}

void note_bound(const SearchResult& result, Judgement& judgement) {
  if (result.bound.empty()) return;
  judgement.findings.push_back(statement(Code::search_bounded, {}, {{"reason", result.bound}}));
}

void note_plain_refusal(const Scene& scene, const Run& plain, Judgement& judgement) {
  if (plain.defects.empty()) return;
  const Defect& first = plain.defects.front();
  const x509::Certificate& of = first.certificate.value_or(scene.leaf());
  const std::string text = fmt::format("error {} at {} depth: {}", first.error.number,
                                       first.error.depth, x509::verify_text(first.error.number));
  Finding note = about(Code::plain_openssl_refuses, place_of(scene, of), of, {{"text", text}});
  note.openssl = first.error;
  judgement.findings.push_back(std::move(note));
}

// The search was cut short and so does not know the cause: OpenSSL's own words, where it has more
// to say than that it found no anchor.
bool reject_as_told(const Scene& scene, const Run& plain, const SearchResult& result,
                    Judgement& judgement) {
  if (result.bound.empty()) return false;
  Findings told = findings_of(scene, plain, true);
  if (told.empty()) return false;
  std::ranges::move(told, std::back_inserter(judgement.findings));
  return true;
}

void reject_without_anchor(const Scene& scene, const Run& plain, const SearchResult& result,
                           Judgement& judgement) {
  if (reject_as_told(scene, plain, result, judgement)) return;
  const bool cut = !result.bound.empty() && plain.chain.size() > result.furthest.size();
  Finding cause = missing_anchor_cause(scene, cut ? plain.chain : result.furthest);
  const auto first = std::ranges::find_if(
      plain.defects, [](const Defect& defect) { return is_search_defect(defect.error.number); });
  if (first != plain.defects.end()) cause.openssl = first->error;
  judgement.findings.push_back(std::move(cause));
  std::ranges::move(findings_of(scene, plain, true), std::back_inserter(judgement.findings));
}

void search(const Scene& scene, const Verifier& verifier, const Run& plain, Judgement& judgement) {
  const SearchResult result = search_paths(verifier, scene.presented(), scene.files.anchors());
  Choice best = best_of(scene, result);
  note_bound(result, judgement);
  const bool plain_holds = plain.defects.empty() && !verifier.ambiguous_lists();
  if (plain_holds && (best.candidate == nullptr || !best.findings.empty())) {
    return take_path(scene, plain.chain, judgement);
  }
  if (best.candidate == nullptr) return reject_without_anchor(scene, plain, result, judgement);
  take_path(scene, best.candidate->path, judgement);
  if (best.findings.empty()) note_plain_refusal(scene, plain, judgement);
  std::ranges::move(best.findings, std::back_inserter(judgement.findings));
}

void warn_of_reissued_root(const Scene& scene, Judgement& judgement) {
  if (judgement.path.empty()) return;
  for (std::size_t i = 1; i < scene.presented().size(); ++i) {
    const x509::Certificate& root = scene.presented()[i];
    if (!root.self_issued() || scene.files.anchor(root) != nullptr) continue;
    if (place_of(scene, root) != Place{Place::In::presented, i}) continue;
    for (const FileEntry& entry : scene.files.entries(Place::In::root)) {
      if (!entry.certificate.same_name(root) || !entry.certificate.same_key(root)) continue;
      judgement.findings.push_back(about(
          Code::reissued_root, {Place::In::presented, i}, root,
          {{"file", entry.label}, {"file_fingerprint", base::hex(entry.certificate.sha256())}}));
      break;
    }
  }
}

// Not OpenSSL's business at its default level, but other peers refuse them. The anchor's own
// signature is never checked.
void warn_of_weakness(const Scene& scene, Judgement& judgement) {
  for (const PathElement& element : judgement.path) {
    const x509::Certificate& of = element.certificate;
    const bool anchor = &element == &judgement.path.back();
    if (!anchor && of.weak_signature()) {
      judgement.findings.push_back(about(Code::weak_signature, place_of(scene, of), of,
                                         {{"algorithm", of.signature_algorithm()}}));
    }
    if (const x509::Key key = of.key(); key.weak()) {
      judgement.findings.push_back(
          about(Code::weak_key, place_of(scene, of), of, {{"key", key.text()}}));
    }
  }
}

void note_anchor(const Scene& scene, Judgement& judgement) {
  if (judgement.path.empty()) return;
  const PathElement& anchor = judgement.path.back();
  if (anchor.certificate.self_issued()) return;
  const FileEntry* entry = scene.files.anchor(anchor.certificate);
  judgement.findings.push_back(about(Code::anchor_not_self_signed, anchor.place, anchor.certificate,
                                     {{"file", entry == nullptr ? "" : entry->label}}));
}

}  // namespace

Place place_of(const Scene& scene, const x509::Certificate& certificate) {
  if (const FileEntry* entry = scene.files.anchor(certificate); entry != nullptr) {
    return entry->place;
  }
  const auto found = std::ranges::find(scene.presented(), certificate);
  if (found == scene.presented().end()) return {};
  return {Place::In::presented, static_cast<std::size_t>(found - scene.presented().begin())};
}

void judge_path(const Scene& scene, const Verifier& verifier, Judgement& judgement) {
  const Run plain = verifier.plain(scene.presented());
  std::ranges::transform(plain.defects, std::back_inserter(judgement.openssl), &Defect::error);
  if (plain.defects.empty() && !ambiguous(scene) && !verifier.ambiguous_lists()) {
    take_path(scene, plain.chain, judgement);
  } else {
    search(scene, verifier, plain, judgement);
  }
  note_anchor(scene, judgement);
  warn_of_reissued_root(scene, judgement);
  warn_of_weakness(scene, judgement);
}

}  // namespace mtlschain::judge
