// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <mtlschain/judge/compare.hpp>

namespace mtlschain::judge {

// NameClasses numbers names: two certificates have the same number where they have the same name.
// Mesh leaves have an empty subject: their alternative names are their name.
class NameClasses {
 public:
  std::size_t of(const x509::Certificate& certificate);

 private:
  struct Name {
    x509::Certificate certificate;  // keeps the subject alive
    std::string alt_names;          // only where the subject is empty
  };
  struct Before {
    bool operator()(const Name& left, const Name& right) const;
  };
  std::map<Name, std::size_t, Before> numbers_;
};

// NameAndKey is what a re-issued certificate keeps.
using NameAndKey = std::pair<std::size_t, x509::Digest>;

// Entry is a distinct certificate of a side, with what it is sorted and found by.
struct Entry {
  Held held;
  x509::Digest sha256{};
  x509::Digest spki{};
  std::size_t name = 0;

  const x509::Certificate& certificate() const { return held.certificate; }
  NameAndKey name_and_key() const { return {name, spki}; }
};

// Entries are in the fixed order of a comparison.
using Entries = std::vector<Entry>;

// entries_of are the distinct certificates of the parts.
Entries entries_of(std::span<const Part> parts, NameClasses& names);

// anchors_of are the anchors of a side.
Entries anchors_of(const Side& side, NameClasses& names);

bool is_bundle(const Part& part);

// TrustSide is a side as the directions see it.
struct TrustSide {
  const Side& side;
  const Entries& anchors;
};

// direction_of answers for `from` against the anchors of `to`.
Direction direction_of(const TrustSide& from, const TrustSide& to, base::Time at);

}  // namespace mtlschain::judge
