// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "judge/facts.hpp"
#include "judge/scene.hpp"
#include <mtlschain/spiffe/svid.hpp>

namespace mtlschain::judge {
namespace {

using std::chrono::seconds;

// Validity is what is left of a certificate that is valid at the time in question.
struct Validity {
  seconds lifetime{};
  seconds remaining{};

  double share() const {
    return 100.0 * static_cast<double>(remaining.count()) / static_cast<double>(lifetime.count());
  }
};

std::optional<Validity> validity_at(const x509::Certificate& certificate, base::Time at) {
  const auto from = certificate.not_before();
  const auto until = certificate.not_after();
  if (!certificate.valid_at(at) || *until == *from) return std::nullopt;
  return Validity{*until - *from, *until - at};
}

struct TooShort {
  const Validity& validity;

  bool operator()(Share share) const { return validity.share() < share.percent; }
  bool operator()(seconds wanted) const { return validity.remaining < wanted; }
};

struct Wanted {
  std::string operator()(Share share) const { return fmt::format("{:g}%", share.percent); }
  std::string operator()(seconds wanted) const { return base::format_duration(wanted); }
};

std::vector<Fact> remaining_facts(const Validity& validity) {
  return {{"remaining", base::format_duration(validity.remaining)},
          {"lifetime", base::format_duration(validity.lifetime)},
          {"share", fmt::format("{:.1f}%", validity.share())}};
}

// The path, or what was presented where there is none.
std::vector<PathElement> certificates_in_use(const Scene& scene, const Judgement& judgement) {
  if (!judgement.path.empty()) return judgement.path;
  std::vector<PathElement> elements;
  for (std::size_t i = 0; i < scene.presented().size(); ++i) {
    if (judgement.labels[i].repeats) continue;
    elements.push_back({scene.presented()[i], {Place::In::presented, i}});
  }
  return elements;
}

void judge_minimum(const Scene& scene, Judgement& judgement) {
  if (!scene.expectation.min_remaining) return;
  const MinRemaining& minimum = *scene.expectation.min_remaining;
  for (const PathElement& element : certificates_in_use(scene, judgement)) {
    const auto validity = validity_at(element.certificate, scene.expectation.at);
    if (!validity || !std::visit(TooShort{*validity}, minimum)) continue;
    std::vector<Fact> facts = remaining_facts(*validity);
    facts.push_back({"expected", std::visit(Wanted{}, minimum)});
    judgement.findings.push_back(
        about(Code::remaining_too_short, element.place, element.certificate, std::move(facts)));
  }
}

// Agents renew at half of the lifetime; only certificates that live for days are renewed by them.
void judge_rotation(const Scene& scene, Judgement& judgement) {
  constexpr seconds longest = std::chrono::days{7};
  constexpr double least_share = 40;
  const auto validity = validity_at(scene.leaf(), scene.expectation.at);
  if (!validity || validity->lifetime > longest || validity->share() >= least_share) return;
  const Place place = place_of(scene, scene.leaf());
  const auto told = [&](const Finding& finding) {
    return finding.code == Code::remaining_too_short && finding.about == place;
  };
  if (std::ranges::any_of(judgement.findings, told) || !spiffe::claims_id(scene.leaf())) return;
  judgement.findings.push_back(
      about(Code::rotation_stuck, place, scene.leaf(), remaining_facts(*validity)));
}

void judge_order_of_ends(Judgement& judgement) {
  if (judgement.path.size() < 2) return;
  const PathElement& leaf = judgement.path.front();
  const auto leaf_ends = leaf.certificate.not_after();
  const auto issuer_ends = judgement.path[1].certificate.not_after();
  if (!leaf_ends || !issuer_ends || *leaf_ends <= *issuer_ends) return;
  judgement.findings.push_back(about(Code::outlives_issuer, leaf.place, leaf.certificate,
                                     {{"issuer_not_after", base::format_time(*issuer_ends)}}));
}

}  // namespace

void judge_dates(const Scene& scene, Judgement& judgement) {
  judge_minimum(scene, judgement);
  judge_rotation(scene, judgement);
  judge_order_of_ends(judgement);
}

}  // namespace mtlschain::judge
