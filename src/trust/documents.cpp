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

using document::Part;

// Wanted says which text of a holding a part is, and how people call it.
struct Wanted {
  Part part;
  std::string Holding::* text;
  const char* what;
};
// The chain is chain_file, which may be there and empty.
constexpr std::array<Wanted, 4> all_wanted{{{Part::root, &Holding::roots, "root"},
                                            {Part::chain, nullptr, "chain"},
                                            {Part::ca, &Holding::ca, "signing certificate"},
                                            {Part::crl, &Holding::crl, "CRL"}}};

constexpr std::string_view usual_hint =
    "give PEM or DER, a Secret or ConfigMap as kubectl prints it, or for the root a SPIFFE bundle";

tl::unexpected<base::Error> fail(std::string_view what, std::string_view hint = {}) {
  return base::fail(base::Stage::load, fmt::format(": {}", what),
                    std::string(hint.empty() ? usual_hint : hint));
}

// text_of is the text for a part, or null. The chain of a plugged CA may hold no certificate.
const std::string* text_of(const Holding& holding, const Wanted& wanted) {
  if (wanted.part != Part::chain) {
    const auto& text = holding.*wanted.text;
    return document::has_pem(text) ? &text : nullptr;
  }
  if (!holding.chain_file) return nullptr;
  const bool none = holding.chain_file->find_first_not_of(" \t\r\n") == std::string::npos;
  const bool plugged = none && document::has_pem(holding.ca);
  return plugged || document::has_pem(*holding.chain_file) ? &*holding.chain_file : nullptr;
}

// holding_with finds the holding for a part: Envoy's ROOTCA before other secrets, else the only
// one, or several that say the same.
base::Result<const Holding*> holding_with(const Holdings& holdings, const Wanted& wanted) {
  std::vector<const Holding*> found;
  std::set<std::string_view> texts;
  for (const Holding& holding : holdings.all) {
    const std::string* text = text_of(holding, wanted);
    if (text == nullptr) continue;
    if (holdings.form == Form::envoy && holding.name == document::root_secret) return &holding;
    found.push_back(&holding);
    texts.insert(*text);
  }
  if (texts.size() == 1) return found.front();
  if (!found.empty()) {
    return fail(fmt::format("{} different things in it could be the {}: {} and {}", texts.size(),
                            wanted.what, found[0]->name, found[1]->name),
                "take the one that is meant out of it");
  }
  for (const Holding& holding : holdings.all) {
    if (!holding.problem.empty()) return fail(holding.problem);
  }
  return fail(fmt::format("no {} in it", wanted.what),
              "give PEM, or a Secret or ConfigMap that holds it");
}

// given_in: what Envoy presents is no plugged file.
base::Result<Given> given_in(const std::vector<document::Value>& documents, const Wanted& wanted) {
  const auto holdings = document::read_holdings(documents);
  if (!holdings) return fail(holdings.error().message, holdings.error().hint);
  if (holdings->form != Form::kubernetes && wanted.part == Part::chain) {
    return fail("a dump holds what a proxy presents, not the plugged cert-chain.pem",
                "give cert-chain.pem, or kubectl get secret cacerts -o json");
  }
  const auto holding = holding_with(*holdings, wanted);
  if (!holding) return tl::unexpected(holding.error());
  return Given{.text = *text_of(**holding, wanted),
               .tls_names = (*holding)->tls_names,
               .both_namings = (*holding)->both_namings,
               .passed_over = (*holding)->passed_over};
}

base::Result<Given> read_jwks(std::string_view bytes) {
  auto bundle = spiffe::parse_bundle(bytes);
  if (!bundle) return fail(bundle.error().message, bundle.error().hint);
  if (bundle->authorities.empty()) {
    return fail("the SPIFFE bundle has no key for x509-svid",
                "ask the trust domain for its X.509 authorities");
  }
  x509::Bundle entries;
  for (auto& authority : bundle->authorities) entries.entries.push_back({std::move(authority), 0});
  for (auto& doubt : bundle->doubts) {
    entries.problems.push_back({doubt.key, 0, std::move(doubt.reason)});
  }
  return Given{.certificates = std::move(entries)};
}

}  // namespace

bool is_document(std::string_view bytes) {
  return bytes.size() <= document::max_bytes && document::is_structured(bytes);
}

base::Result<Given> read_document(std::string_view bytes, Part part) {
  const auto documents = document::parse(bytes);
  if (!documents) return fail(documents.error().message, documents.error().hint);
  if (part == Part::root && document::form_of(*documents) == Form::jwks) return read_jwks(bytes);
  const auto wanted = std::ranges::find(all_wanted, part, &Wanted::part);
  return given_in(*documents, *wanted);
}

}  // namespace mtlschain::trust
