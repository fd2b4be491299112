// SPDX-License-Identifier: Apache-2.0
// Was it the workload's proxy that answered, or the application behind it, or a gateway
// (src/DOMAIN.md: clients)?
#include <algorithm>
#include <array>
#include <string_view>

#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

constexpr std::string_view no_sidecar =
    "ALPN istio was offered, so no sidecar terminates TLS there: the application or a gateway "
    "answered";
constexpr std::string_view passed_through =
    "ALPN istio was not offered, and in PERMISSIVE mode a sidecar passes such TLS through to the "
    "application";
constexpr std::string_view unknown_offer =
    "the application or a gateway answered, or a sidecar passed TLS through because ALPN istio was "
    "not offered";

bool leads_elsewhere(const Judgement& judgement) {
  constexpr std::array codes{Code::foreign_root, Code::self_signed_leaf, Code::unknown_issuer};
  return std::ranges::any_of(judgement.findings, [&](const Finding& finding) {
    return std::ranges::find(codes, finding.code) != codes.end();
  });
}

bool was_on_the_wire(const observe::Observation& observation) {
  return observation.handshake.has_value() || observation.source == observe::Source::transcript;
}

std::string_view deciding(const observe::Observation& observation) {
  if (observation.source == observe::Source::transcript) return unknown_offer;
  const auto of_istio = [](const std::string& name) { return name.starts_with("istio"); };
  const bool offered = std::ranges::any_of(observation.handshake->alpn_offered, of_istio);
  return offered ? no_sidecar : passed_through;
}

}  // namespace

void judge_answerer(const Scene& scene, Judgement& judgement) {
  const Expectation& expectation = scene.expectation;
  if (expectation.profile != Profile::istio || expectation.host) return;
  if (!was_on_the_wire(scene.observation) || !leads_elsewhere(judgement)) return;
  if (scene.leaf().uri_count() > 0) return;
  judgement.findings.push_back(about(
      Code::application_certificate, {Place::In::presented, 0}, scene.leaf(),
      {{"issuer", scene.leaf().issuer()}, {"deciding", std::string{deciding(scene.observation)}}}));
}

}  // namespace mtlschain::judge
