// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "judge/facts.hpp"
#include "judge/scene.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::judge {
namespace {

constexpr std::size_t names_shown = 4;
constexpr std::size_t digits_shown = 16;

// Roots of Istio's Makefiles share one name: only the digest tells them apart.
std::string named_root(const x509::Certificate& certificate) {
  return fmt::format("{} ({})", display_name(certificate),
                     base::hex(certificate.sha256()).substr(0, digits_shown));
}

// Difference is the members of one set that are not in another, each once.
class Difference {
 public:
  void add(const x509::Certificate& certificate) {
    if (!seen_.insert(certificate.der()).second) return;
    if (names_.size() < names_shown) names_.push_back(named_root(certificate));
  }

  bool empty() const { return seen_.empty(); }

  std::string text() const {
    if (empty()) return "none";
    const auto rest = seen_.size() - names_.size();
    return fmt::format("{}{}", fmt::join(names_, ", "),
                       rest == 0 ? std::string{} : fmt::format(" and {} more", rest));
  }

 private:
  std::unordered_set<std::string> seen_;
  std::vector<std::string> names_;
};

// How a set of trusted roots differs from the anchors.
std::vector<Fact> differences(const Scene& scene, const x509::Chain& trusted) {
  std::unordered_set<std::string> there;
  Difference extra;
  for (const x509::Certificate& root : trusted) {
    there.insert(root.der());
    if (scene.files.anchor(root) == nullptr) extra.add(root);
  }
  Difference missing;
  for (const x509::Certificate& anchor : scene.files.anchors()) {
    if (!there.contains(anchor.der())) missing.add(anchor);
  }
  if (missing.empty() && extra.empty()) return {};
  return {{"file", scene.files.label_of(Place::In::root)},
          {"missing", missing.text()},
          {"extra", extra.text()}};
}

void judge_distributed(const Scene& scene, Judgement& judgement) {
  const auto& file = scene.expectation.plugged.distributed;
  if (!file.given()) return;
  x509::Chain roots;
  for (const x509::BundleEntry& entry : file.bundle.entries) roots.push_back(entry.certificate);
  std::vector<Fact> facts = differences(scene, roots);
  if (facts.empty()) return;
  facts.push_back({"distributed", file.label});
  judgement.findings.push_back(statement(Code::distributed_root_differs, {}, std::move(facts)));
}

}  // namespace

void judge_trust(const Scene& scene, Judgement& judgement) {
  judge_distributed(scene, judgement);
  if (scene.observation.trust_bundle.empty()) return;
  std::vector<Fact> facts = differences(scene, scene.observation.trust_bundle);
  if (facts.empty()) return;
  judgement.findings.push_back(statement(Code::proxy_trusts_other_roots, {}, std::move(facts)));
}

}  // namespace mtlschain::judge
