// SPDX-License-Identifier: Apache-2.0
#include "judge/compare_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace mtlschain::judge {
namespace {

std::string alt_names_text(const x509::Certificate& certificate) {
  std::string text;
  for (const x509::SubjectAltName& name : certificate.alt_names()) {
    text +=
        fmt::format("{}:{}:{}\n", x509::san_type_name(name.type), name.value.size(), name.value);
  }
  return text;
}

// Sorted once by what a reader looks for; the fingerprint makes the order total.
void sort_entries(Entries& entries) {
  using Key = std::tuple<x509::Role, std::string, base::Time, x509::Digest>;
  std::vector<std::pair<Key, std::size_t>> keys;
  for (const Entry& entry : entries) {
    const x509::Certificate& of = entry.certificate();
    const base::Time end = of.not_after().value_or(base::Time{});
    keys.push_back({{of.role(), of.subject(), end, entry.sha256}, keys.size()});
  }
  std::ranges::sort(keys);
  Entries sorted;
  for (const auto& [key, index] : keys) sorted.push_back(std::move(entries[index]));
  entries = std::move(sorted);
}

// The source's own counting: what is no certificate keeps its position.
std::vector<std::size_t> positions_of(const Part& part) {
  std::set<std::size_t> holes;
  for (const observe::Unparsed& hole : part.unparsed) holes.insert(hole.position);
  std::vector<std::size_t> positions;
  for (std::size_t next = 0; positions.size() < part.certificates.size(); ++next) {
    if (!holes.contains(next)) positions.push_back(next);
  }
  return positions;
}

}  // namespace

bool NameClasses::Before::operator()(const Name& left, const Name& right) const {
  const auto order = left.certificate.subject_order(right.certificate);
  return order != 0 ? order < 0 : left.alt_names < right.alt_names;
}

std::size_t NameClasses::of(const x509::Certificate& certificate) {
  Name name{certificate, certificate.has_subject() ? std::string{} : alt_names_text(certificate)};
  return numbers_.try_emplace(std::move(name), numbers_.size()).first->second;
}

Entries entries_of(std::span<const Part> parts, NameClasses& names) {
  std::map<x509::Digest, std::size_t> known;
  Entries entries;
  for (const Part& part : parts) {
    const std::vector<std::size_t> positions = positions_of(part);
    for (std::size_t index = 0; index < part.certificates.size(); ++index) {
      const x509::Certificate& certificate = part.certificates[index];
      const x509::Digest digest = certificate.sha256();
      const auto [found, fresh] = known.try_emplace(digest, entries.size());
      if (fresh) {
        entries.push_back(
            {{certificate, {}}, digest, certificate.spki_sha256(), names.of(certificate)});
      }
      entries[found->second].held.labels.push_back(
          fmt::format("{}[{}]", part.label, positions[index]));
    }
  }
  sort_entries(entries);
  return entries;
}

Entries anchors_of(const Side& side, NameClasses& names) {
  std::vector<Part> bundles;
  std::ranges::copy_if(side.parts, std::back_inserter(bundles), is_bundle);
  if (!bundles.empty()) return entries_of(bundles, names);
  Entries roots = entries_of(side.parts, names);
  std::erase_if(roots,
                [](const Entry& entry) { return !entry.certificate().claims_self_signed(); });
  return roots;
}

bool is_bundle(const Part& part) {
  return part.leaves.empty();
}

}  // namespace mtlschain::judge
