// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "document/holdings.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::document {
namespace {

// Section is a list of secrets in envoy.admin.v3.SecretsConfigDump.
struct Section {
  std::string_view member;
  std::string_view state;  // empty: in use
};
constexpr std::array<Section, 4> sections{
    {{"dynamic_active_secrets", ""},
     {"static_secrets", ""},
     {"dynamic_warming_secrets", "warming: SDS has not answered yet"},
     {"static_warming_secrets", "warming"}}};

// Source is an envoy.config.core.v3.DataSource: text, or where the proxy has it.
struct Source {
  std::string text;
  std::string elsewhere{};
  std::string problem{};
};

Source read_source(const Value* source) {
  if (const auto text = text_of(member(source, "inline_string")); !text.empty()) {
    return {std::string(text)};
  }
  if (const auto text = text_of(member(source, "inline_bytes")); !text.empty()) {
    auto decoded = decode_base64(text);
    return {std::move(decoded.text), {}, std::move(decoded.problem)};
  }
  if (const auto path = text_of(member(source, "filename")); !path.empty()) {
    return {{}, fmt::format("is in the proxy's file {}, not in the dump", base::printable(path))};
  }
  return {};
}

// take gives the text; what is wrong with it goes to the holding.
std::string take(const Value* source, std::string_view what, Holding& holding) {
  auto read = read_source(source);
  if (!read.elsewhere.empty()) {
    holding.remarks.push_back(
        fmt::format("secret {}: the {} {}", holding.name, what, read.elsewhere));
    if (holding.state.empty()) holding.state = fmt::format("the {} {}", what, read.elsewhere);
  }
  if (!read.problem.empty()) {
    holding.problem = fmt::format("secret {}: the {} is {}", holding.name, what, read.problem);
  }
  return std::move(read.text);
}

Holding read_secret(const Value& entry, std::string_view state) {
  const Value* secret = member(&entry, "secret");
  auto name = text_of(member(secret, "name"));
  if (name.empty()) name = text_of(member(&entry, "name"));
  Holding holding{base::printable(name)};
  holding.state = state;
  const Value* certificate = member(secret, "tls_certificate");
  const Value* validation = member(secret, "validation_context");
  holding.certificate = certificate != nullptr || (validation == nullptr && name == "default");
  holding.chain = take(member(certificate, "certificate_chain"), "chain", holding);
  holding.roots = take(member(validation, "trusted_ca"), "trust bundle", holding);
  holding.crl = take(member(validation, "crl"), "revocation list", holding);
  if (!state.empty()) {
    holding.remarks.push_back(fmt::format("secret {} is {}", holding.name, state));
  }
  if (const auto* error = member(&entry, "error_state"); error != nullptr) {
    holding.remarks.push_back(fmt::format("secret {}: its last update was refused: {}",
                                          holding.name,
                                          base::printable(text_of(member(error, "details")))));
  }
  return holding;
}

void read_sections(const Value& dump, std::vector<Holding>& holdings) {
  for (const Section& section : sections) {
    for (const Value& entry : items_of(member(&dump, section.member))) {
      holdings.push_back(read_secret(entry, section.state));
    }
  }
}

}  // namespace

std::vector<Holding> envoy_holdings(const Value& document) {
  std::vector<Holding> holdings;
  read_sections(document, holdings);
  for (const Value& config : items_of(member(&document, "configs"))) {
    read_sections(config, holdings);
    // With `?resource=dynamic_active_secrets` each secret is a config of its own.
    if (text_of(member(&config, "@type")).ends_with("SecretsConfigDump.DynamicSecret")) {
      holdings.push_back(read_secret(config, {}));
    }
  }
  return holdings;
}

}  // namespace mtlschain::document
