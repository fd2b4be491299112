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

int role_rank(const x509::Certificate& certificate) {
  if (certificate.self_issued()) return 2;
  return certificate.is_ca() ? 1 : 0;
}

// Sorted once by what a reader looks for; the fingerprint makes the order total.
void sort_entries(Entries& entries) {
  using Key = std::tuple<int, std::string, base::Time, x509::Digest>;
  std::vector<std::pair<Key, std::size_t>> keys;
  for (const Entry& entry : entries) {
    const x509::Certificate& of = entry.certificate();
    const base::Time end = of.not_after().value_or(base::Time{});
    keys.push_back({{role_rank(of), of.subject(), end, entry.sha256}, keys.size()});
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
  const int order = X509_NAME_cmp(X509_get_subject_name(left.certificate.native()),
                                  X509_get_subject_name(right.certificate.native()));
  return order != 0 ? order < 0 : left.alt_names < right.alt_names;
}

std::size_t NameClasses::of(const x509::Certificate& certificate) {
  const bool nameless = X509_NAME_entry_count(X509_get_subject_name(certificate.native())) == 0;
  Name name{certificate, nameless ? alt_names_text(certificate) : std::string{}};
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
  std::erase_if(roots, [](const Entry& entry) { return !is_root(entry.certificate()); });
  return roots;
}

bool is_end_entity(const x509::Certificate& certificate) {
  return !certificate.is_ca() && !certificate.self_issued();
}

bool is_root(const x509::Certificate& certificate) {
  return X509_self_signed(certificate.native(), 0) == 1;
}

bool is_bundle(const Part& part) {
  return part.leaves.empty();
}

bool valid_at(const x509::Certificate& certificate, base::Time at) {
  const auto begin = certificate.not_before();
  const auto end = certificate.not_after();
  return begin && end && *begin <= at && at <= *end;
}

}  // namespace mtlschain::judge
