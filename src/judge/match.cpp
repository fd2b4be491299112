// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

using Ders = std::vector<std::string>;

Role role_of(const Scene& scene, std::size_t index) {
  return index == 0 ? Role::leaf : scene.presented()[index].role();
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
  append(scene, scene.files.same_name_as(certificate), Match::Kind::same_name, matches);
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

using DerSet = std::unordered_set<std::string_view>;

bool subset(const Ders& part, const DerSet& whole) {
  return std::ranges::all_of(part, [&](const std::string& der) { return whole.contains(der); });
}

// first_places says for each certificate where it stands first.
std::vector<std::size_t> first_places(const x509::Chain& presented) {
  const Ders ders = ders_of(presented);
  std::unordered_map<std::string_view, std::size_t> first;
  std::vector<std::size_t> places;
  for (const std::string& der : ders) {
    places.push_back(first.emplace(der, places.size()).first->second);
  }
  return places;
}

}  // namespace

std::vector<Label> label_presented(const Scene& scene, const std::vector<PathElement>& path) {
  const x509::Chain& presented = scene.presented();
  const std::vector<std::size_t> first = first_places(presented);
  std::vector<Label> labels;
  for (std::size_t i = 0; i < presented.size(); ++i) {
    Label label{role_of(scene, i), matches_of(scene, presented[i]), std::nullopt, false};
    if (first[i] != i) label.repeats = first[i];
    label.on_path = std::ranges::any_of(path, [&](const PathElement& element) {
      return !label.repeats && element.certificate == presented[i];
    });
    labels.push_back(std::move(label));
  }
  return labels;
}

Sequence sequence_of(const Scene& scene) {
  if (!scene.expectation.plugged.chain.given()) return Sequence::not_judged;
  const Ders chain = ders_of(scene.files.entries(Place::In::chain));
  Ders expected = chain;
  std::ranges::copy(ders_of(scene.files.entries(Place::In::root)), std::back_inserter(expected));
  const Ders presented = ders_of(std::span{scene.presented()}.subspan(1));
  const Ders distinct = without_repeats(presented);
  if (presented == expected) return Sequence::exact;
  if (distinct == without_repeats(expected)) return Sequence::exact_dedup;
  if (distinct == without_repeats(chain)) return Sequence::chain_only;
  const DerSet known{expected.begin(), expected.end()};
  const bool any_known =
      std::ranges::any_of(distinct, [&](const std::string& der) { return known.contains(der); });
  if (!distinct.empty() && !any_known) return Sequence::foreign;
  if (!subset(distinct, known)) return Sequence::extra;
  return subset(chain, {distinct.begin(), distinct.end()}) ? Sequence::set_equal
                                                           : Sequence::missing;
}

}  // namespace mtlschain::judge
