// SPDX-License-Identifier: Apache-2.0
#include "document/kubernetes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "document/holdings.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::document {
namespace {

enum class Coding : std::uint8_t { plain, base64 };

// Part is a member that holds entries, in one of the two kinds.
struct Part {
  std::string_view kind;
  std::string_view member;
  Coding coding;
};
constexpr std::array<Part, 4> parts{{{"Secret", "data", Coding::base64},
                                     {"Secret", "stringData", Coding::plain},
                                     {"ConfigMap", "data", Coding::plain},
                                     {"ConfigMap", "binaryData", Coding::base64}}};

// Name says which text of a holding an entry is, grouped by text. The first that is there counts,
// empty or not: where a secret has the names of kubernetes.io/tls as well, istiod takes those.
struct Name {
  std::string Holding::* text;
  std::string_view entry;
};
constexpr std::array<Name, 11> names{{{&Holding::chain, "tls.crt"},
                                      {&Holding::chain, "cert-chain.pem"},
                                      {&Holding::chain, "cert"},
                                      {&Holding::roots, "ca.crt"},
                                      {&Holding::roots, "root-cert.pem"},
                                      {&Holding::roots, "cacert"},
                                      {&Holding::ca, "tls.crt"},
                                      {&Holding::ca, "ca-cert.pem"},
                                      {&Holding::crl, "ca-crl.pem"},
                                      {&Holding::crl, "ca.crl"},
                                      {&Holding::crl, "crl"}}};

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
  for (const Part& part : parts) {
    if (part.kind != kind) continue;
    for (const Value& value : members_of(member(&document, part.member))) {
      resource.entries.push_back(entry_of(value, part.coding));
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

void tell_problem(const Name& name, const std::string& problem, Holding& holding) {
  auto what = fmt::format("{} of {}: {}", name.entry, holding.name, problem);
  const bool presented = name.text == &Holding::chain || name.text == &Holding::ca;
  holding.certificate |= presented;
  if (presented) {
    holding.problem = std::move(what);
  } else {
    holding.remarks.push_back(std::move(what));
  }
}

Holding holding_of(const Resource& resource) {
  Holding holding{shown_name(resource)};
  std::string Holding::* taken = nullptr;
  for (const Name& name : names) {
    const Entry* entry = resource.entry(name.entry);
    if (entry == nullptr || name.text == taken) continue;
    taken = name.text;
    holding.*name.text = entry->bytes;
    if (!entry->problem.empty()) tell_problem(name, entry->problem, holding);
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
