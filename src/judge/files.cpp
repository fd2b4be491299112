// SPDX-License-Identifier: Apache-2.0
#include "judge/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace mtlschain::judge {

FileIndex::FileIndex(const trust::PluggedCa& plugged) {
  if (plugged.root) add(*plugged.root, Place::In::root);
  if (plugged.chain) add(*plugged.chain, Place::In::chain);
  if (plugged.ca) add(*plugged.ca, Place::In::ca);
  if (plugged.crl) file_labels_[static_cast<int>(Place::In::crl)] = plugged.crl->label;
  std::unordered_set<std::string> subjects;
  for (const FileEntry& entry : entries(Place::In::root)) {
    if (&entries_[equal_to(entry.certificate).front()] != &entry) continue;
    anchors_.push_back(entry.certificate);
    ambiguous_anchors_ |= !subjects.insert(entry.certificate.subject()).second;
  }
}

void FileIndex::add(const trust::PluggedFile& file, Place::In in) {
  file_labels_[static_cast<int>(in)] = file.label;
  std::size_t index = 0;
  for (const x509::BundleEntry& entry : file.bundle.entries) {
    by_der_[entry.certificate.der()].push_back(entries_.size());
    by_key_[entry.certificate.spki_sha256()].push_back(entries_.size());
    entries_.push_back({entry.certificate, {in, index}, fmt::format("{}[{}]", file.label, index)});
    ++index;
  }
}

std::span<const FileEntry> FileIndex::entries(Place::In in) const {
  const auto has_place = [in](const FileEntry& entry) { return entry.place.in == in; };
  const auto first = std::ranges::find_if(entries_, has_place);
  const auto last = std::find_if_not(first, entries_.end(), has_place);
  return {first, last};
}

std::span<const std::size_t> FileIndex::equal_to(const x509::Certificate& certificate) const {
  const auto found = by_der_.find(certificate.der());
  return found == by_der_.end() ? std::span<const std::size_t>{} : found->second;
}

std::span<const std::size_t> FileIndex::same_key_as(const x509::Certificate& certificate) const {
  const auto found = by_key_.find(certificate.spki_sha256());
  return found == by_key_.end() ? std::span<const std::size_t>{} : found->second;
}

const FileEntry* FileIndex::anchor(const x509::Certificate& certificate) const {
  const std::span<const std::size_t> equal = equal_to(certificate);
  const bool is_anchor = !equal.empty() && entries_[equal.front()].place.in == Place::In::root;
  return is_anchor ? &entries_[equal.front()] : nullptr;
}

std::string FileIndex::label_of(Place::In in) const {
  const auto found = file_labels_.find(static_cast<int>(in));
  return found == file_labels_.end() ? std::string{} : found->second;
}

}  // namespace mtlschain::judge
