// SPDX-License-Identifier: Apache-2.0
// From what was seen to the sides of a comparison.
#include <algorithm>
#include <array>
#include <utility>

#include "judge/compare_parts.hpp"

namespace mtlschain::judge {
namespace {

using observe::Observation;
using observe::Source;

// A report keeps no trace of what it was read from; a first certificate that can only be a leaf is
// one.
bool in_wire_order(const Observation& seen) {
  constexpr std::array wire{Source::live, Source::transcript, Source::envoy_dump,
                            Source::ztunnel_dump};
  if (std::ranges::find(wire, seen.source) != wire.end()) return true;
  return seen.source == Source::report && seen.presented.front().role() == x509::Role::leaf;
}

// Observations of one target are called by it and what follows; those of an old report otherwise.
std::string label_of(const Observation& seen, const std::string& name) {
  if (seen.target.starts_with(name)) return seen.target;
  return seen.target.empty() ? name : name + "#" + seen.target;
}

// The distinct trust bundles, each with the label of the first observation that has it.
std::vector<Part> bundles_of(std::span<const Observation> seen, const std::string& name) {
  std::vector<Part> bundles;
  for (const Observation& one : seen) {
    if (one.trust_bundle.empty()) continue;
    if (std::ranges::find(bundles, one.trust_bundle, &Part::certificates) == bundles.end()) {
      bundles.push_back({label_of(one, name), one.trust_bundle});
    }
  }
  return bundles;
}

}  // namespace

Part part_of(const Observation& seen, std::string label) {
  Part part{std::move(label), seen.presented, {}, seen.unparsed};
  if (part.certificates.empty()) return part;
  if (in_wire_order(seen)) {
    part.leaves.push_back(0);
    return part;
  }
  for (std::size_t index = 0; index < part.certificates.size(); ++index) {
    if (part.certificates[index].role() == x509::Role::leaf) part.leaves.push_back(index);
  }
  if (part.leaves.empty() && !seen.trust_bundle.empty()) part.leaves.push_back(0);
  return part;
}

Side side_of(std::span<const Observation> seen, std::string name) {
  Side side{std::move(name), {}};
  for (const Observation& one : seen) {
    if (!one.presented.empty()) side.parts.push_back(part_of(one, label_of(one, side.name)));
  }
  std::vector<Part> bundles = bundles_of(seen, side.name);
  if (bundles.size() == 1) bundles.front().label = side.name;
  const bool envoy = !seen.empty() && seen.front().source == Source::envoy_dump;
  const bool has_chain = !side.parts.empty();
  for (Part& bundle : bundles) {
    if (has_chain || envoy) bundle.label += envoy ? "#ROOTCA" : "#roots";
    side.parts.push_back(std::move(bundle));
  }
  return side;
}

}  // namespace mtlschain::judge
