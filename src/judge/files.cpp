// SPDX-License-Identifier: Apache-2.0
#include "judge/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>

namespace mtlschain::judge {
FileIndex::FileIndex(const trust::PluggedFiles& plugged) {
  if (plugged.root.given()) add(plugged.root, Place::In::root);
  if (plugged.chain.given()) add(plugged.chain, Place::In::chain);
  if (plugged.ca.given()) add(plugged.ca, Place::In::ca);
  if (plugged.crl.state == trust::FileState::read) {
    file_labels_[static_cast<int>(Place::In::crl)] = plugged.crl.label;
  }
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
    entries_.push_back({entry.certificate, {in, index}, fmt::format("{}[{}]", file.label, index)});
    append(by_der_[entry.certificate.der()], entries_.size() - 1);
    append(by_key_[entry.certificate.spki_sha256()], entries_.size() - 1);
    append(by_name_[entry.certificate.subject_hash()], entries_.size() - 1);
    ++index;
  }
}

void FileIndex::append(Indexes& indexes, std::size_t index) const {
  const bool full =
      indexes.size() >= max_matches &&
      entries_[indexes[indexes.size() - max_matches]].place.in == entries_[index].place.in;
  if (!full) indexes.push_back(index);
}

std::span<const FileEntry> FileIndex::entries(Place::In in) const {
  const auto file = [](const FileEntry& entry) { return entry.place.in; };
  const auto range = std::ranges::equal_range(entries_, in, {}, file);
  return {range.begin(), range.end()};
}

const FileEntry* FileIndex::at(Place place) const {
  const std::span<const FileEntry> file = entries(place.in);
  return place.index < file.size() ? &file[place.index] : nullptr;
}

std::span<const std::size_t> FileIndex::equal_to(const x509::Certificate& certificate) const {
  const auto found = by_der_.find(certificate.der());
  return found == by_der_.end() ? std::span<const std::size_t>{} : found->second;
}

std::span<const std::size_t> FileIndex::same_key_as(const x509::Certificate& certificate) const {
  const auto found = by_key_.find(certificate.spki_sha256());
  return found == by_key_.end() ? std::span<const std::size_t>{} : found->second;
}

std::vector<std::size_t> FileIndex::same_name_as(const x509::Certificate& certificate) const {
  Indexes same;
  const auto found = by_name_.find(certificate.subject_hash());
  if (found == by_name_.end()) return same;
  std::ranges::copy_if(found->second, std::back_inserter(same), [&](std::size_t index) {
    return entries_[index].certificate.same_name(certificate);
  });
  return same;
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
