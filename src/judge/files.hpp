// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <mtlschain/judge/finding.hpp>
#include <mtlschain/trust/plugged_files.hpp>

namespace mtlschain::judge {

// FileEntry is one certificate of the plugged files.
struct FileEntry {
  x509::Certificate certificate;
  Place place;
  std::string label;  // "root-cert.pem[0]"
};

// max_matches is how many entries of one file are found for a certificate: of what repeats more
// often, the first are enough to be shown.
inline constexpr std::size_t max_matches = 16;

// FileIndex finds certificates in the plugged files; made once for many targets.
class FileIndex {
 public:
  explicit FileIndex(const trust::PluggedFiles& plugged);

  // entries are in the order root, chain, ca.
  std::span<const FileEntry> entries() const { return entries_; }
  std::span<const FileEntry> entries(Place::In in) const;
  // at is the entry of that place, or null.
  const FileEntry* at(Place place) const;
  // equal_to are the indexes into entries() of the entries with the same DER bytes, at most
  // max_matches of each file; as with the two below.
  std::span<const std::size_t> equal_to(const x509::Certificate& certificate) const;
  // same_key_as are the indexes of the entries with the same public key.
  std::span<const std::size_t> same_key_as(const x509::Certificate& certificate) const;
  // same_name_as are the indexes of the entries with the same subject.
  std::vector<std::size_t> same_name_as(const x509::Certificate& certificate) const;
  // anchors are the certificates of the root file without repeats, in file order.
  const x509::Chain& anchors() const { return anchors_; }
  // anchor is the root file's entry that equals the certificate, or null.
  const FileEntry* anchor(const x509::Certificate& certificate) const;
  // label_of is the short name of a whole file, "root-cert.pem".
  std::string label_of(Place::In in) const;
  // ambiguous_anchors: two anchors have the same subject.
  bool ambiguous_anchors() const { return ambiguous_anchors_; }

 private:
  using Indexes = std::vector<std::size_t>;

  void add(const trust::PluggedFile& file, Place::In in);
  void append(Indexes& indexes, std::size_t index) const;

  std::vector<FileEntry> entries_;
  std::unordered_map<std::string, Indexes> by_der_;
  std::map<x509::Digest, Indexes> by_key_;
  std::unordered_map<unsigned long, Indexes> by_name_;  // by a hash of the subject
  std::unordered_map<int, std::string> file_labels_;
  x509::Chain anchors_;
  bool ambiguous_anchors_ = false;
};

}  // namespace mtlschain::judge
