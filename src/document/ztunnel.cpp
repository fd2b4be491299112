// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "document/holdings.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::document {
namespace {

void add_block(const Value& certificate, std::string& text, Holding& holding) {
  const auto pem = text_of(member(&certificate, "pem"));
  auto decoded = has_pem(pem) ? Decoded{std::string(pem), {}} : decode_base64(pem);
  if (!decoded.problem.empty()) holding.problem = "a certificate of it is " + decoded.problem;
  text += decoded.text;
  if (!text.empty() && text.back() != '\n') text += '\n';
}

std::string join(const Value* certificates, Holding& holding) {
  std::string text;
  for (const Value& certificate : items_of(certificates)) add_block(certificate, text, holding);
  return text;
}

Holding read_identity(const Value& entry) {
  Holding holding{base::printable(text_of(member(&entry, "identity")))};
  holding.certificate = true;
  const auto state = text_of(member(&entry, "state"));
  holding.chain = join(member(&entry, "cert_chain"), holding);
  holding.roots = join(member(&entry, "root_certs"), holding);
  // Before 1.24 the leaf stood apart, under a misleading name.
  const auto leaf = join(member(&entry, "ca_cert"), holding);
  if (!holding.chain.starts_with(leaf)) holding.chain.insert(0, leaf);
  if (state == "Available" || state.empty()) return holding;
  holding.state = base::printable(state);
  holding.remarks.push_back(fmt::format("{} is {}", holding.name, holding.state));
  return holding;
}

}  // namespace

std::vector<Holding> ztunnel_holdings(const Value& document) {
  std::vector<Holding> holdings;
  const Value* certificates =
      document.kind == Kind::list ? &document : member(&document, "certificates");
  for (const Value& entry : items_of(certificates)) holdings.push_back(read_identity(entry));
  return holdings;
}

}  // namespace mtlschain::document
