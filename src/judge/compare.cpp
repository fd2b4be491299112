// SPDX-License-Identifier: Apache-2.0
// What two sides have in common and what not, by certificate and by key.
#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include "judge/compare_parts.hpp"
#include <mtlschain/judge/compare.hpp>

namespace mtlschain::judge {
namespace {

using Pointers = std::vector<const Entry*>;

Scope scope_of(const Side& a, const Side& b) {
  const auto has_bundle = [](const Side& side) {
    return std::ranges::any_of(side.parts, is_bundle);
  };
  const auto has_chain = [](const Side& side) {
    return !std::ranges::all_of(side.parts, is_bundle);
  };
  if (has_bundle(a) && has_bundle(b) && has_chain(a) != has_chain(b)) return Scope::bundles;
  if (has_chain(a) && has_chain(b) && has_bundle(a) != has_bundle(b)) return Scope::chains;
  return Scope::everything;
}

std::vector<Part> parts_in(const Side& side, Scope scope) {
  std::vector<Part> parts;
  std::ranges::copy_if(side.parts, std::back_inserter(parts), [scope](const Part& part) {
    return scope == Scope::everything || is_bundle(part) == (scope == Scope::bundles);
  });
  return parts;
}

x509::Chain sequence_of(std::span<const Part> parts) {
  x509::Chain all;
  for (const Part& part : parts) std::ranges::copy(part.certificates, std::back_inserter(all));
  return all;
}

// Repeats inside one part: a root in the chain and in the bundle beside it is none.
std::vector<Held> repeated_in(std::span<const Part> parts, NameClasses& names) {
  std::vector<Held> repeated;
  for (const Part& part : parts) {
    for (const Entry& entry : entries_of(std::span{&part, 1}, names)) {
      if (entry.held.labels.size() > 1) repeated.push_back(entry.held);
    }
  }
  return repeated;
}

// without are the entries of one side that the other has not, byte for byte.
Pointers without(const Entries& side, const Entries& other) {
  std::set<x509::Digest> there;
  for (const Entry& entry : other) there.insert(entry.sha256);
  Pointers only;
  for (const Entry& entry : side) {
    if (!there.contains(entry.sha256)) only.push_back(&entry);
  }
  return only;
}

std::vector<Pair> in_both(const Entries& a, const Entries& b) {
  std::map<x509::Digest, const Entry*> in_b;
  for (const Entry& entry : b) in_b.emplace(entry.sha256, &entry);
  std::vector<Pair> pairs;
  for (const Entry& entry : a) {
    const auto found = in_b.find(entry.sha256);
    if (found != in_b.end()) pairs.push_back({entry.held, found->second->held});
  }
  return pairs;
}

// pair_off takes out of both lists what agrees in a key, the first with the first and so on.
template <class KeyOf>
std::vector<Pair> pair_off(Pointers& a, Pointers& b, KeyOf key_of) {
  std::map<decltype(key_of(*a.front())), Pointers> waiting;
  for (const Entry* entry : b) waiting[key_of(*entry)].push_back(entry);
  std::vector<Pair> pairs;
  std::set<const Entry*> taken;
  for (const Entry* entry : a) {
    const auto found = waiting.find(key_of(*entry));
    if (found == waiting.end() || found->second.empty()) continue;
    const Entry* partner = found->second.front();
    found->second.erase(found->second.begin());
    taken.insert({entry, partner});
    pairs.push_back({entry->held, partner->held});
  }
  const auto is_taken = [&](const Entry* entry) { return taken.contains(entry); };
  std::erase_if(a, is_taken);
  std::erase_if(b, is_taken);
  return pairs;
}

std::vector<Lone> alone(const Pointers& only, const Entries& other) {
  std::map<NameAndKey, const Entry*> by_key;
  std::map<std::size_t, const Entry*> by_name;
  for (const Entry& entry : other) {
    by_key.emplace(entry.name_and_key(), &entry);
    by_name.emplace(entry.name, &entry);
  }
  std::vector<Lone> all;
  for (const Entry* entry : only) {
    Lone lone{entry->held};
    if (const auto twin = by_key.find(entry->name_and_key()); twin != by_key.end()) {
      lone.same_key = twin->second->held.labels.front();
    } else if (const auto same = by_name.find(entry->name); same != by_name.end()) {
      lone.same_name = same->second->held.labels.front();
    }
    all.push_back(std::move(lone));
  }
  return all;
}

std::vector<Dated> not_valid_of(const Entries& both_sides, base::Time at) {
  std::vector<Dated> dated;
  for (const Entry& entry : both_sides) {
    if (entry.certificate().valid_at(at)) continue;
    dated.push_back({entry.held, entry.certificate().expired_at(at)});
  }
  return dated;
}

}  // namespace

Comparison compare(const Side& a, const Side& b, base::Time at) {
  NameClasses names;
  Comparison result;
  result.scope = scope_of(a, b);
  const std::vector<Part> parts_a = parts_in(a, result.scope);
  const std::vector<Part> parts_b = parts_in(b, result.scope);
  const Entries in_a = entries_of(parts_a, names);
  const Entries in_b = entries_of(parts_b, names);
  result.same_sequence = sequence_of(parts_a) == sequence_of(parts_b);
  result.both = in_both(in_a, in_b);
  Pointers only_a = without(in_a, in_b);
  Pointers only_b = without(in_b, in_a);
  result.reissued = pair_off(only_a, only_b, [](const Entry& e) { return e.name_and_key(); });
  result.rekeyed = pair_off(only_a, only_b, [](const Entry& e) { return e.name; });
  result.removed = alone(only_a, in_b);
  result.added = alone(only_b, in_a);
  std::vector<Part> all = parts_a;
  std::ranges::copy(parts_b, std::back_inserter(all));
  result.not_valid = not_valid_of(entries_of(all, names), at);
  for (const Part& part : all) result.unparsed += part.unparsed.size();
  result.repeated_in_a = repeated_in(parts_a, names);
  result.repeated_in_b = repeated_in(parts_b, names);
  const Entries anchors_a = anchors_of(a, names);
  const Entries anchors_b = anchors_of(b, names);
  result.a_under_b = direction_of({a, anchors_a}, {b, anchors_b}, at);
  result.b_under_a = direction_of({b, anchors_b}, {a, anchors_a}, at);
  return result;
}

std::string_view scope_name(Scope scope) {
  constexpr std::array<std::string_view, 3> names{"everything", "bundles", "chains"};
  return names.at(static_cast<std::size_t>(scope));
}

std::string_view outcome_name(Outcome outcome) {
  constexpr std::array<std::string_view, 3> names{"equal", "same_trust", "different"};
  return names.at(static_cast<std::size_t>(outcome));
}

Outcome outcome(const Comparison& comparison) {
  if (comparison.unparsed > 0) return Outcome::different;
  if (comparison.removed.empty() && comparison.added.empty() && comparison.reissued.empty() &&
      comparison.rekeyed.empty()) {
    return Outcome::equal;
  }
  const auto trusted = [](const Direction& direction) {
    return direction.answer == Answer::yes && direction.anchors == Answer::yes;
  };
  const bool both_ways = trusted(comparison.a_under_b) && trusted(comparison.b_under_a);
  return both_ways ? Outcome::same_trust : Outcome::different;
}

}  // namespace mtlschain::judge
