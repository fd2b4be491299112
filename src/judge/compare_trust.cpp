// SPDX-License-Identifier: Apache-2.0
// Would the leaves of one side verify under the anchors of the other?
#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "judge/compare_court.hpp"

namespace mtlschain::judge {
namespace {

class Examination {
 public:
  Examination(const TrustSide& from, const TrustSide& to, base::Time at)
      : from_{from}, to_{to}, at_{at}, court_{to.anchors, to.side.name, at} {
    for (const Entry& entry : to.anchors) {
      there_.emplace(entry.sha256, &entry);
      named_.emplace(entry.name, &entry);
      twins_[entry.name_and_key()].push_back(&entry);
    }
  }

  std::vector<Trust> leaves() {
    std::vector<Trust> all;
    for (const Part& part : from_.side.parts) {
      if (!is_bundle(part)) add_leaves(part, all);
    }
    return all;
  }

  std::vector<Trust> anchors() {
    std::vector<Trust> all;
    gather_intermediates(from_.anchors);
    gather_intermediates(to_.anchors);
    find_anchors_above();
    for (const Entry& anchor : from_.anchors) all.push_back(of_anchor(anchor));
    return all;
  }

 private:
  void add_leaves(const Part& part, std::vector<Trust>& all) {
    std::set<x509::Digest> leaves;
    for (const std::size_t index : part.leaves) leaves.insert(part.certificates[index].sha256());
    NameClasses names;
    for (const Entry& entry : entries_of(std::span{&part, 1}, names)) {
      if (!leaves.contains(entry.sha256)) continue;
      Trust trust{.subject = entry.held, .is_leaf = true};
      judge_leaf(part, trust);
      all.push_back(std::move(trust));
    }
  }

  void judge_leaf(const Part& part, Trust& trust) {
    if (to_.anchors.empty()) return settle(trust, Answer::unknown, Ground::no_anchor);
    x509::Chain chain{trust.subject.certificate};
    for (std::size_t index = 0; index < part.certificates.size(); ++index) {
      if (std::ranges::binary_search(part.leaves, index)) continue;
      chain.push_back(part.certificates[index]);
    }
    if (!court_.may_judge(chain)) return;
    const Judgement judgement = court_.judge(std::move(chain));
    const auto& findings = judgement.findings;
    trust.leaf_out_of_date = std::ranges::any_of(findings, is_leaf_date);
    const auto cause = std::ranges::find_if(findings, decides);
    if (cause != findings.end()) {
      trust.cause = court_.with_places(*cause);
      return settle(trust, Answer::no, Ground::rejected);
    }
    settle(trust, Answer::yes, Ground::path, court_.anchor_of(judgement));
  }

  Trust of_anchor(const Entry& anchor) {
    Trust trust{.subject = anchor.held};
    if (to_.anchors.empty()) {
      settle(trust, Answer::unknown, Ground::no_anchor);
    } else if (!by_key(anchor, trust) && !by_issuer(anchor, trust)) {
      by_what_is_below(anchor, trust);
    }
    return trust;
  }

  // A certificate of the same name and key is there; several of them may differ in their dates.
  // What holds for one anchor holds for all that share name, key and key identifier.
  bool by_key(const Entry& anchor, Trust& trust) {
    const auto twins = twins_.find(anchor.name_and_key());
    if (twins == twins_.end()) return false;
    const auto same = there_.find(anchor.sha256);
    if (same != there_.end() && anchor.certificate().valid_at(at_)) {
      settle(trust, Answer::yes, Ground::same_certificate, same->second);
      return true;
    }
    const std::string id = anchor.certificate().subject_key_id();
    const auto [known, fresh] = by_key_.try_emplace({anchor.name_and_key(), id});
    if (fresh) known->second = best_twin(id, twins->second);
    settle(trust, known->second.answer, known->second.ground, known->second.twin);
    return true;
  }

  struct Twin {
    Answer answer = Answer::unknown;
    Ground ground = Ground::bounded;
    const Entry* twin = nullptr;
  };

  Twin best_twin(const std::string& key_id, const std::vector<const Entry*>& twins) const {
    Twin best;
    for (const Entry* twin : twins) {
      const auto [answer, ground] = twin_answer(key_id, *twin);
      if (best.twin == nullptr || answer < best.answer) best = {answer, ground, twin};
      if (answer == Answer::yes) break;
    }
    return best;
  }

  std::pair<Answer, Ground> twin_answer(const std::string& key_id, const Entry& twin) const {
    if (!twin.certificate().valid_at(at_)) return {Answer::no, Ground::anchor_not_valid};
    const std::string twin_id = twin.certificate().subject_key_id();
    // RFC 5280 4.2.1.1: what names its issuer by key identifier does not find it under another.
    const bool differs = !key_id.empty() && !twin_id.empty() && key_id != twin_id;
    if (differs) return {Answer::unknown, Ground::key_id_differs};
    return {Answer::yes, Ground::same_key};
  }

  // An intermediate in the bundle, whose own issuer is trusted there.
  bool by_issuer(const Entry& anchor, Trust& trust) {
    if (anchor.certificate().claims_self_signed()) return false;
    if (!court_.may_judge(between_)) {
      settle(trust, Answer::unknown, Ground::bounded);
      return true;
    }
    const Judgement judgement = court_.judge(with_intermediates(anchor));
    if (std::ranges::any_of(judgement.findings, decides)) return false;
    settle(trust, Answer::yes, Ground::issued_under, court_.anchor_of(judgement));
    return true;
  }

  void by_what_is_below(const Entry& anchor, Trust& trust) const {
    if (const auto below = above_.find(anchor.sha256); below != above_.end()) {
      return settle(trust, Answer::some, Ground::only_below, below->second);
    }
    if (cut_short_) return settle(trust, Answer::unknown, Ground::bounded);
    const auto same_name = named_.find(anchor.name);
    if (same_name == named_.end()) return settle(trust, Answer::no, Ground::not_trusted);
    settle(trust, Answer::no, Ground::same_name, same_name->second);
  }

  void gather_intermediates(const Entries& anchors) {
    for (const Entry& entry : anchors) {
      if (!entry.certificate().claims_self_signed()) between_.push_back(entry.certificate());
    }
  }

  // Which anchors of this side stand above an intermediate that the other side trusts.
  void find_anchors_above() {
    Entries lacking;
    std::ranges::copy_if(from_.anchors, std::back_inserter(lacking),
                         [&](const Entry& entry) { return !there_.contains(entry.sha256); });
    const bool any_below = !std::ranges::all_of(
        to_.anchors, [](const Entry& entry) { return entry.certificate().claims_self_signed(); });
    if (lacking.empty() || !any_below) return;
    Court court{lacking, from_.side.name, at_};
    for (const Entry& below : to_.anchors) {
      if (below.certificate().claims_self_signed()) continue;
      note_anchor_above(below, court);
    }
  }

  void note_anchor_above(const Entry& below, Court& court) {
    if (!court.may_judge(between_)) {
      cut_short_ = true;
      return;
    }
    const Judgement judgement = court.judge(with_intermediates(below));
    if (std::ranges::any_of(judgement.findings, decides) || judgement.path.empty()) return;
    above_.emplace(judgement.path.back().certificate.sha256(), &below);
  }

  // Every intermediate that either bundle shows may lie between.
  x509::Chain with_intermediates(const Entry& first) const {
    x509::Chain chain{first.certificate()};
    for (const x509::Certificate& certificate : between_) {
      if (!(certificate == first.certificate())) chain.push_back(certificate);
    }
    return chain;
  }

  static void settle(Trust& trust, Answer answer, Ground ground, const Entry* anchor = nullptr) {
    trust.answer = answer;
    trust.ground = ground;
    trust.anchor = anchor == nullptr ? std::string{} : anchor->held.labels.front();
  }

  TrustSide from_;
  TrustSide to_;
  base::Time at_;
  Court court_;
  std::map<x509::Digest, const Entry*> there_;  // the other side's anchors
  std::map<std::size_t, const Entry*> named_;
  std::map<NameAndKey, std::vector<const Entry*>> twins_;
  std::map<std::pair<NameAndKey, std::string>, Twin> by_key_;
  x509::Chain between_;
  std::map<x509::Digest, const Entry*> above_;
  bool cut_short_ = false;
};

// One answer for all: what they agree on, else `some` where any is trusted, else `unknown`.
Answer answer_of(const std::vector<Trust>& trusts) {
  std::set<Answer> answers;
  for (const Trust& trust : trusts) answers.insert(trust.answer);
  if (answers.size() == 1) return *answers.begin();
  return answers.contains(Answer::yes) || answers.contains(Answer::some) ? Answer::some
                                                                         : Answer::unknown;
}

}  // namespace

Direction direction_of(const TrustSide& from, const TrustSide& to, base::Time at) {
  Direction direction;
  Examination examination{from, to, at};
  direction.trusts = examination.leaves();
  std::vector<Trust> anchors = examination.anchors();
  direction.anchors = answer_of(anchors);
  direction.answer = direction.trusts.empty() ? direction.anchors : answer_of(direction.trusts);
  if (std::ranges::any_of(from.side.parts, is_bundle)) {
    std::ranges::move(anchors, std::back_inserter(direction.trusts));
  }
  return direction;
}

std::string_view answer_name(Answer answer) {
  constexpr std::array<std::string_view, 4> names{"yes", "some", "no", "unknown"};
  return names.at(static_cast<std::size_t>(answer));
}

std::string_view ground_name(Ground ground) {
  constexpr std::array<std::string_view, 12> names{
      "path",           "same_certificate", "same_key",  "issued_under",     "only_below",
      "rejected",       "not_trusted",      "same_name", "anchor_not_valid", "no_anchor",
      "key_id_differs", "bounded"};
  return names.at(static_cast<std::size_t>(ground));
}

}  // namespace mtlschain::judge
