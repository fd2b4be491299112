// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

using Ders = std::vector<std::string>;

Role role_of(const Scene& scene, std::size_t index) {
  const x509::Certificate& certificate = scene.presented()[index];
  if (index == 0) return Role::leaf;
  if (certificate.self_issued()) return Role::root;
  return certificate.is_ca() ? Role::intermediate : Role::leaf;
}

void append(const Scene& scene, std::span<const std::size_t> indexes, Match::Kind kind,
            std::vector<Match>& matches) {
  for (const std::size_t index : indexes) {
    const FileEntry& entry = scene.files.entries()[index];
    matches.push_back({kind, entry.place, entry.label});
  }
}

std::vector<Match> matches_of(const Scene& scene, const x509::Certificate& certificate) {
  std::vector<Match> matches;
  append(scene, scene.files.equal_to(certificate), Match::Kind::equal, matches);
  if (!matches.empty()) return matches;
  append(scene, scene.files.same_key_as(certificate), Match::Kind::same_key, matches);
  if (!matches.empty()) return matches;
  for (const FileEntry& entry : scene.files.entries()) {
    if (!entry.certificate.same_name(certificate)) continue;
    matches.push_back({Match::Kind::same_name, entry.place, entry.label});
  }
  return matches;
}

Ders ders_of(std::span<const x509::Certificate> certificates) {
  Ders ders;
  for (const x509::Certificate& certificate : certificates) ders.push_back(certificate.der());
  return ders;
}

Ders without_repeats(const Ders& ders) {
  Ders unique;
  std::set<std::string_view> seen;
  for (const std::string& der : ders) {
    if (seen.insert(der).second) unique.push_back(der);
  }
  return unique;
}

Ders ders_of(std::span<const FileEntry> entries) {
  Ders ders;
  for (const FileEntry& entry : entries) ders.push_back(entry.certificate.der());
  return ders;
}

bool contains(const Ders& set, const std::string& der) {
  return std::ranges::find(set, der) != set.end();
}

bool subset(const Ders& part, const Ders& whole) {
  return std::ranges::all_of(part, [&](const std::string& der) { return contains(whole, der); });
}

}  // namespace

std::vector<Label> label_presented(const Scene& scene, const std::vector<PathElement>& path) {
  const x509::Chain& presented = scene.presented();
  std::vector<Label> labels;
  for (std::size_t i = 0; i < presented.size(); ++i) {
    const auto end = presented.begin() + static_cast<std::ptrdiff_t>(i);
    const auto earlier = std::find(presented.begin(), end, presented[i]);
    Label label{role_of(scene, i), matches_of(scene, presented[i]), std::nullopt, false};
    if (earlier != end) label.repeats = static_cast<std::size_t>(earlier - presented.begin());
    label.on_path = std::ranges::any_of(path, [&](const PathElement& element) {
      return !label.repeats && element.certificate == presented[i];
    });
    labels.push_back(std::move(label));
  }
  return labels;
}

Sequence sequence_of(const Scene& scene) {
  if (!scene.expectation.plugged.chain) return Sequence::not_judged;
  const Ders chain = ders_of(scene.files.entries(Place::In::chain));
  Ders expected = chain;
  std::ranges::copy(ders_of(scene.files.entries(Place::In::root)), std::back_inserter(expected));
  const Ders presented = ders_of(std::span{scene.presented()}.subspan(1));
  const Ders distinct = without_repeats(presented);
  if (presented == expected) return Sequence::exact;
  if (distinct == without_repeats(expected)) return Sequence::exact_dedup;
  if (distinct == without_repeats(chain)) return Sequence::chain_only;
  const bool any_known = std::ranges::any_of(
      distinct, [&](const std::string& der) { return contains(expected, der); });
  if (!distinct.empty() && !any_known) return Sequence::foreign;
  if (!subset(distinct, expected)) return Sequence::extra;
  return subset(chain, distinct) ? Sequence::set_equal : Sequence::missing;
}

}  // namespace mtlschain::judge
