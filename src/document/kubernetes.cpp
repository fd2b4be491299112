// SPDX-License-Identifier: Apache-2.0
#include "document/kubernetes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "document/holdings.hpp"
#include "document/plugged_names.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::document {
namespace {

enum class Coding : std::uint8_t { plain, base64 };

// Store is a member that holds entries, in one of the two kinds.
struct Store {
  std::string_view kind;
  std::string_view member;
  Coding coding;
};
constexpr std::array<Store, 4> stores{{{"Secret", "data", Coding::base64},
                                       {"Secret", "stringData", Coding::plain},
                                       {"ConfigMap", "data", Coding::plain},
                                       {"ConfigMap", "binaryData", Coding::base64}}};

// Texts says which text of a holding a plugged file is, and by which other names a gateway's
// credential has it.
struct Texts {
  std::string Holding::* text;
  Part part;
  std::array<std::string_view, 2> others;
};
constexpr std::array<Texts, 4> texts{{{&Holding::chain, Part::chain, {"cert", {}}},
                                      {&Holding::roots, Part::root, {tls_root_file, "cacert"}},
                                      {&Holding::ca, Part::ca, {}},
                                      {&Holding::crl, Part::crl, {"ca.crl", "crl"}}}};

Entry entry_of(const Value& value, Coding coding) {
  Entry entry{value.key, std::string(text_of(&value))};
  if (coding == Coding::plain) return entry;
  auto decoded = decode_base64(entry.bytes);
  entry.bytes = std::move(decoded.text);
  entry.problem = std::move(decoded.problem);
  return entry;
}

Resource resource_of(const Value& document, std::string_view kind) {
  const Value* metadata = member(&document, "metadata");
  Resource resource{std::string(kind),
                    std::string(text_of(member(metadata, "name"))),
                    std::string(text_of(member(metadata, "namespace"))),
                    std::string(text_of(member(&document, "type"))),
                    {}};
  for (const Store& store : stores) {
    if (store.kind != kind) continue;
    for (const Value& value : members_of(member(&document, store.member))) {
      resource.entries.push_back(entry_of(value, store.coding));
    }
  }
  return resource;
}

// kind_of: the items of a SecretList, as the API gives them, do not say theirs.
std::string_view kind_of(const Value& document, std::string_view list) {
  const auto kind = text_of(member(&document, "kind"));
  if (!kind.empty() || !list.ends_with("List")) return kind;
  return list.substr(0, list.size() - std::string_view{"List"}.size());
}

std::string shown_name(const Resource& resource) {
  const auto name = resource.name.empty() ? resource.kind : resource.name;
  return base::printable(resource.name_space.empty() ? name : resource.name_space + "/" + name);
}

void tell_problem(const Entry& entry, bool presented, Holding& holding) {
  if (entry.problem.empty()) return;
  auto what = fmt::format("{} of {}: {}", entry.name, holding.name, entry.problem);
  holding.certificate |= presented;
  if (presented) {
    holding.problem = std::move(what);
  } else {
    holding.remarks.push_back(std::move(what));
  }
}

// entry_for: the first name that is there counts, empty or not.
const Entry* entry_for(const Resource& resource, const Texts& row, bool tls_names) {
  const auto names = names_of(row.part, tls_names);
  if (!names.empty()) {
    if (const Entry* entry = resource.entry(names.front())) return entry;
  }
  for (const std::string_view other : row.others) {
    if (const Entry* entry = resource.entry(other); !other.empty() && entry) return entry;
  }
  return nullptr;
}

// chain_file_of: what a gateway would present is the first of what istiod joins.
std::optional<std::string> chain_file_of(const Resource& resource, bool tls_names,
                                         const std::string& presented) {
  const auto names = names_of(Part::chain, tls_names);
  if (resource.entry(names.front()) == nullptr) {
    return presented.empty() ? std::nullopt : std::optional{presented};
  }
  std::string joined;
  for (const std::string_view name : names) {
    if (const Entry* entry = resource.entry(name)) joined += entry->bytes;
  }
  return joined;
}

Holding holding_of(const Resource& resource) {
  Holding holding{shown_name(resource)};
  const auto has = [&](std::string_view name) { return resource.entry(name) != nullptr; };
  const bool tls_names = takes_tls_names(has);
  for (const Texts& row : texts) {
    const Entry* entry = entry_for(resource, row, tls_names);
    if (entry == nullptr) continue;
    holding.*row.text = entry->bytes;
    tell_problem(*entry, row.part == Part::chain || row.part == Part::ca, holding);
  }
  holding.chain_file = chain_file_of(resource, tls_names, holding.chain);
  holding.tls_names = tls_names;
  holding.both_namings = has_both_namings(has);
  if (holding.both_namings) {
    if (const Entry* entry = resource.entry(ca_file)) holding.passed_over = entry->bytes;
  }
  holding.certificate |= has_pem(holding.chain) || has_pem(holding.ca);
  return holding;
}

}  // namespace

const Entry* Resource::entry(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &Entry::name);
  return found == entries.end() ? nullptr : &*found;
}

std::vector<Resource> resources_of(const Value& document) {
  std::vector<Resource> resources;
  const auto add = [&](const Value& value, std::string_view list) {
    const auto kind = kind_of(value, list);
    if (kind == "Secret" || kind == "ConfigMap") resources.push_back(resource_of(value, kind));
  };
  const auto kind = text_of(member(&document, "kind"));
  if (!kind.ends_with("List")) {
    add(document, {});
  } else {
    for (const Value& item : items_of(member(&document, "items"))) add(item, kind);
  }
  return resources;
}

std::vector<Holding> kubernetes_holdings(const Value& document) {
  std::vector<Holding> holdings;
  for (const Resource& resource : resources_of(document)) {
    auto holding = holding_of(resource);
    const bool useful = holding.certificate || has_pem(holding.roots) || has_pem(holding.crl);
    if (useful) holdings.push_back(std::move(holding));
  }
  return holdings;
}

}  // namespace mtlschain::document
