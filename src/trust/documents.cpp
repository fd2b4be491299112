// SPDX-License-Identifier: Apache-2.0
#include "trust/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "document/holdings.hpp"
#include "document/parse.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/spiffe/bundle.hpp>

namespace mtlschain::trust {
namespace {

using document::Form;
using document::Holding;
using document::Holdings;

// Wanted says which text of a holding a role is, and how people call it.
struct Wanted {
  std::string Holding::* text;
  const char* what;
};
constexpr std::array<Wanted, 3> by_role{
    {{&Holding::roots, "root"}, {&Holding::chain, "chain"}, {&Holding::ca, "signing certificate"}}};
constexpr Wanted lists{&Holding::crl, "CRL"};

constexpr std::string_view usual_hint =
    "give PEM or DER, a Secret or ConfigMap as kubectl prints it, or for the root a SPIFFE bundle";

tl::unexpected<base::Error> fail(const std::string& name, std::string_view what,
                                 std::string_view hint = {}) {
  return base::fail(base::Stage::load, fmt::format("{}: {}", base::printable(name), what),
                    std::string(hint.empty() ? usual_hint : hint));
}

// holding_with finds the holding for a role: Envoy's ROOTCA before other secrets, else the only
// one, or several that say the same.
base::Result<const Holding*> holding_with(const Holdings& holdings, const Wanted& wanted,
                                          const std::string& name) {
  std::vector<const Holding*> found;
  std::set<std::string_view> texts;
  for (const Holding& holding : holdings.all) {
    const auto& text = holding.*wanted.text;
    if (!document::has_pem(text)) continue;
    if (holdings.form == Form::envoy && holding.name == document::root_secret) return &holding;
    found.push_back(&holding);
    texts.insert(text);
  }
  if (texts.size() == 1) return found.front();
  if (!found.empty()) {
    return fail(name,
                fmt::format("{} different things in it could be the {}: {} and {}", texts.size(),
                            wanted.what, found[0]->name, found[1]->name),
                "take the one that is meant out of it");
  }
  for (const Holding& holding : holdings.all) {
    if (!holding.problem.empty()) return fail(name, holding.problem);
  }
  return fail(name, fmt::format("no {} in it", wanted.what),
              "give PEM, or a Secret or ConfigMap that holds it");
}

// text_in is the PEM text for a role in a document. What Envoy presents is no plugged file.
base::Result<std::string> text_in(const std::vector<document::Value>& documents,
                                  const Wanted& wanted, const std::string& name) {
  const auto holdings = document::read_holdings(documents);
  if (!holdings) return fail(name, holdings.error().message, holdings.error().hint);
  if (holdings->form != Form::kubernetes && wanted.text == &Holding::chain) {
    return fail(name, "a dump holds what a proxy presents, not the plugged cert-chain.pem",
                "give cert-chain.pem, or kubectl get secret cacerts -o json");
  }
  const auto holding = holding_with(*holdings, wanted, name);
  if (!holding) return tl::unexpected(holding.error());
  return (*holding)->*wanted.text;
}

base::Result<x509::Bundle> read_jwks(std::string_view bytes, const std::string& name) {
  auto bundle = spiffe::parse_bundle(bytes);
  if (!bundle) return fail(name, bundle.error().message, bundle.error().hint);
  if (bundle->authorities.empty()) {
    return fail(name, "the SPIFFE bundle has no key for x509-svid",
                "ask the trust domain for its X.509 authorities");
  }
  x509::Bundle entries;
  for (auto& authority : bundle->authorities) entries.entries.push_back({std::move(authority), 0});
  for (auto& doubt : bundle->doubts) {
    entries.problems.push_back({doubt.key, 0, std::move(doubt.reason)});
  }
  return entries;
}

bool is_document(std::string_view bytes) {
  return bytes.size() <= document::max_bytes && document::is_structured(bytes);
}

}  // namespace

base::Result<x509::Bundle> read_certificates(std::string_view bytes, const std::string& name,
                                             Role role) {
  if (!is_document(bytes)) return x509::read_bundle(bytes, name);
  const auto documents = document::parse(bytes);
  if (!documents) return fail(name, documents.error().message, documents.error().hint);
  if (role == Role::root && document::form_of(*documents) == Form::jwks) {
    return read_jwks(bytes, name);
  }
  const auto text = text_in(*documents, by_role.at(static_cast<std::size_t>(role)), name);
  if (!text) return tl::unexpected(text.error());
  return x509::read_bundle(*text, name);
}

base::Result<std::vector<x509::Crl>> read_lists(std::string_view bytes, const std::string& name) {
  if (!is_document(bytes)) return x509::read_crls(bytes, name);
  const auto documents = document::parse(bytes);
  if (!documents) return fail(name, documents.error().message, documents.error().hint);
  const auto text = text_in(*documents, lists, name);
  if (!text) return tl::unexpected(text.error());
  return x509::read_crls(*text, name);
}

}  // namespace mtlschain::trust
