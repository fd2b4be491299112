// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "judge/facts.hpp"
#include "judge/scene.hpp"
#include "judge/verify.hpp"
#include <mtlschain/judge/judge.hpp>

namespace mtlschain::judge {
namespace {

// The leaf is the first element that the peer sent: where that one cannot be read there is none.
bool has_leaf(const observe::Observation& observation) {
  const auto is_first = [](const observe::Unparsed& element) { return element.position == 0; };
  return !observation.presented.empty() && std::ranges::none_of(observation.unparsed, is_first);
}

StockView stock_from(const Run& run) {
  StockView view;
  if (!run.defects.empty()) view.error = run.defects.front().error;
  view.expected = view.error && view.error->number == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
  return view;
}

std::vector<Check> unasked(const Expectation& expectation) {
  std::vector<Check> checks;
  if (!expectation.plugged.chain.given() && !expectation.plugged.ca.given())
    checks.push_back(Check::files);
  if (!expectation.spiffe && !expectation.trust_domain && !expectation.host) {
    checks.push_back(Check::identity);
  }
  return checks;
}

}  // namespace

struct Judge::State {
  explicit State(Expectation given)
      : expectation{std::move(given)},
        files{expectation.plugged},
        verifier{expectation, files.anchors()},
        stock{expectation.at} {}

  Expectation expectation;
  FileIndex files;
  Verifier verifier;
  StockVerifier stock;
};

Judge::Judge(Expectation expectation)
    : state_{std::make_unique<const State>(std::move(expectation))} {}
Judge::Judge(Judge&& other) noexcept = default;
Judge& Judge::operator=(Judge&& other) noexcept = default;
Judge::~Judge() = default;

Judgement Judge::operator()(const observe::Observation& observation) const {
  const Scene scene{observation, state_->expectation, state_->files};
  Judgement judgement;
  judgement.not_judged = unasked(state_->expectation);
  judge_handshake(scene, judgement);
  judge_trust(scene, judgement);
  judgement.judged = has_leaf(observation);
  if (judgement.judged) {
    judge_path(scene, state_->verifier, judgement);
    judgement.labels = label_presented(scene, judgement.path);
    judgement.sequence = sequence_of(scene);
    judgement.stock = stock_from(state_->stock.first(observation.presented));
    judge_files(scene, judgement);
    judge_dates(scene, judgement);
    judge_identity(scene, judgement);
    judge_profile(scene, judgement);
    judge_answerer(scene, judgement);
    judge_mesh(scene, judgement);
    judge_peer_trust(scene, judgement);
  }
  apply_profile(state_->expectation.profile, judgement.findings);
  sort_findings(judgement.findings);
  link_consequences(judgement.findings);
  return judgement;
}

Judgement judge(const observe::Observation& observation, const Expectation& expectation) {
  return Judge{expectation}(observation);
}

Verdict verdict(const Judgement& judgement) {
  if (!judgement.judged) return Verdict::not_observed;
  const bool rejected = std::ranges::any_of(judgement.findings, [](const Finding& finding) {
    return finding.severity == Severity::error;
  });
  return rejected ? Verdict::rejected : Verdict::verified;
}

std::optional<StockView> stock_view(const x509::Chain& presented, base::Time at,
                                    std::vector<OpenSslError>* defects) {
  if (presented.empty()) return std::nullopt;
  const StockVerifier stock{at};
  if (defects == nullptr) return stock_from(stock.first(presented));
  const Run run = stock.all(presented);
  defects->clear();
  std::ranges::transform(run.defects, std::back_inserter(*defects), &Defect::error);
  return stock_from(run);
}

}  // namespace mtlschain::judge
