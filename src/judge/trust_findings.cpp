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

}  // namespace

void judge_trust(const Scene& scene, Judgement& judgement) {
  const x509::Chain& trusted = scene.observation.trust_bundle;
  if (trusted.empty()) return;
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
  if (missing.empty() && extra.empty()) return;
  judgement.findings.push_back(statement(Code::proxy_trusts_other_roots, {},
                                         {{"file", scene.files.label_of(Place::In::root)},
                                          {"missing", missing.text()},
                                          {"extra", extra.text()}}));
}

}  // namespace mtlschain::judge
