// SPDX-License-Identifier: Apache-2.0
// What istiod does with the files, by version, in the order of its own checks (istio_ca.go
// createIstioCA, keycertbundle.go Verify, ca.go NewIstioCA); and what goes on the wire then.
#include <algorithm>
#include <array>
#include <set>

#include "judge/facts.hpp"
#include "judge/lint_scene.hpp"

namespace mtlschain::judge {
namespace {

using trust::FileState;

constexpr std::string_view every_version = "every version";
constexpr std::string_view since_completeness = "1.27 and later";
constexpr std::string_view before_completeness = "before 1.27";
constexpr std::string_view before_tls_names = "before 1.15";

bool missing(FileState state) {
  return state == FileState::missing;
}

bool incomplete(const trust::PluggedFiles& plugged) {
  return missing(plugged.key.state) || missing(plugged.ca.state) || missing(plugged.root.state) ||
         missing(plugged.chain.state);
}

std::vector<IstiodOutcome> of_incomplete(const trust::PluggedFiles& plugged) {
  const IstiodOutcome now{since_completeness, Start::refuses,
                          "failed to create an istiod CA: incomplete signing CA bundle detected"};
  if (missing(plugged.key.state)) return {now, {before_completeness, Start::falls_back, {}}};
  return {now, {before_completeness, Start::refuses, "failed to create CA KeyCertBundle"}};
}

bool can_sign_lists(const x509::Certificate& of) {
  const auto usage = of.key_usage();
  return of.is_ca() && (!usage || usage->crl_sign);
}

// istiod wants a CRL for each certificate of the chain file, which is less than Envoy wants.
bool lists_cover_chain(const LintScene& scene) {
  return std::ranges::all_of(scene.chain(), [&](const x509::Certificate& signer) {
    const auto by_signer = [&](const x509::Crl& list) { return list.signed_by(signer); };
    return can_sign_lists(signer) && std::ranges::any_of(scene.plugged.crl.lists, by_signer);
  });
}

struct Refusal {
  bool applies;
  std::string_view log;
};

// The first of istiod's checks that fails, but for CRLs; empty where none does.
std::string_view refusal(const LintScene& scene, const CaPath& path) {
  const trust::PluggedKey& key = scene.plugged.key;
  const bool mismatch = key.check.matches && !*key.check.matches;
  const std::array checks{
      Refusal{scene.ca() == nullptr, "failed to parse cert PEM"},
      Refusal{path.path.empty() || path.istiod_refuses,
              "cannot verify the cert with the provided root chain and cert pool with error"},
      Refusal{key.state == FileState::unusable || key.state == FileState::blank,
              "failed to parse private key PEM"},
      Refusal{mismatch, "the cert does not match the key"}};
  const auto first = std::ranges::find(checks, true, &Refusal::applies);
  return first == checks.end() ? std::string_view{} : first->log;
}

std::string_view list_refusal(const LintScene& scene) {
  if (scene.plugged.crl.state == FileState::unusable) return "failed to parse CRL PEM";
  if (scene.plugged.crl.state != FileState::read || lists_cover_chain(scene)) return {};
  return "missing CRL signed by certificates";
}

// What happens once the files are taken. minTTL looks at the first certificate of the chain file.
IstiodOutcome taken(const LintScene& scene, std::string_view versions) {
  if (!scene.ca()->is_ca()) {
    return {versions, Start::refuses, "certificate is not authorized to sign other certificates"};
  }
  const x509::Chain chain = scene.chain();
  const auto ends = chain.empty() ? std::nullopt : chain.front().not_after();
  if (ends && *ends < scene.request.at) return {versions, Start::limps, "cert chain has expired"};
  return {versions, Start::runs, "Use local CA certificate"};
}

std::vector<IstiodOutcome> of_complete(const LintScene& scene, const CaPath& path) {
  if (const std::string_view log = refusal(scene, path); !log.empty()) {
    return {{every_version, Start::refuses, log}};
  }
  const std::string_view log = list_refusal(scene);
  if (log.empty()) return {taken(scene, every_version)};
  return {{since_completeness, Start::refuses, log}, taken(scene, before_completeness)};
}

class WireBuilder {
 public:
  explicit WireBuilder(const LintScene& scene) : scene_{scene} {
    elements_.push_back({"leaf", "issued by " + display_name(*scene.ca()), false});
  }

  WireBuilder& add(Place::In in, std::size_t most = SIZE_MAX) {
    const auto entries = scene_.files.entries(in);
    for (const FileEntry& entry : entries.first(std::min(most, entries.size()))) {
      const bool repeats = !seen_.insert(entry.certificate.der()).second;
      elements_.push_back({entry.label, display_name(entry.certificate), repeats});
    }
    return *this;
  }

  Wire as(std::string_view who) { return {who, std::move(elements_)}; }

 private:
  const LintScene& scene_;
  std::vector<WireElement> elements_;
  std::set<std::string> seen_;
};

}  // namespace

std::string_view start_name(Start start) {
  constexpr std::array<std::string_view, 4> names{"runs", "limps", "refuses", "falls_back"};
  return names.at(static_cast<std::size_t>(start));
}

std::vector<IstiodOutcome> istiod_outcomes(const LintScene& scene, const CaPath& path) {
  const trust::PluggedFiles& plugged = scene.plugged;
  if (!plugged.whole) return {};
  auto outcomes = incomplete(plugged) ? of_incomplete(plugged) : of_complete(scene, path);
  if (plugged.naming == trust::Naming::tls && !plugged.both_namings) {
    outcomes.push_back({before_tls_names, Start::falls_back, {}});
  }
  return outcomes;
}

std::vector<Wire> predict_wire(const LintScene& scene) {
  if (scene.ca() == nullptr) return {};
  using In = Place::In;
  std::vector<Wire> wires;
  wires.push_back(WireBuilder{scene}.add(In::chain).add(In::root).as("sidecar, gateway"));
  wires.push_back(WireBuilder{scene}.add(In::chain).as("ztunnel"));
  // It kept the first certificate of the chain file only.
  if (scene.files.entries(In::chain).size() > 1) {
    wires.push_back(WireBuilder{scene}.add(In::chain, 1).as("ztunnel before 1.26"));
  }
  wires.push_back(WireBuilder{scene}.add(In::chain).as("istiod:15012"));
  return wires;
}

}  // namespace mtlschain::judge
