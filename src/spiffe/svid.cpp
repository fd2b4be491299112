// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <mtlschain/spiffe/svid.hpp>

namespace mtlschain::spiffe {

std::vector<Id> ids_of(const x509::Certificate& certificate) {
  std::vector<Id> ids;
  for (const x509::SubjectAltName& name : certificate.alt_names()) {
    if (name.type != x509::SanType::uri) continue;
    if (auto id = parse_id(name.value)) ids.push_back(*std::move(id));
  }
  return ids;
}

std::optional<Id> id_of(const x509::Certificate& certificate) {
  for (const x509::SubjectAltName& name : certificate.alt_names()) {
    if (name.type != x509::SanType::uri) continue;
    if (auto id = parse_id(name.value)) return *std::move(id);
  }
  return std::nullopt;
}

bool claims_id(const x509::Certificate& certificate) {
  return std::ranges::any_of(certificate.alt_names(), [](const x509::SubjectAltName& name) {
    return name.type == x509::SanType::uri && name.value.starts_with("spiffe://");
  });
}

}  // namespace mtlschain::spiffe
