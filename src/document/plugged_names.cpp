// SPDX-License-Identifier: Apache-2.0
#include "document/plugged_names.hpp"

#include <array>

namespace mtlschain::document {
namespace {

constexpr std::array istio_names{root_file, chain_file, ca_file, key_file, crl_file};

// istiod joins tls.crt and ca.crt to the chain file; a CRL it reads in its own naming only.
constexpr std::array tls_names{tls_root_file, tls_ca_file, tls_key_file};
constexpr std::array tls_chain{tls_ca_file, tls_root_file};

std::span<const std::string_view> of_tls(Part part) {
  const std::span<const std::string_view> all{tls_names};
  switch (part) {
    case Part::root:
      return all.subspan(0, 1);
    case Part::chain:
      return tls_chain;
    case Part::ca:
      return all.subspan(1, 1);
    case Part::key:
      return all.subspan(2, 1);
    case Part::crl:
      return {};
  }
  return {};
}

}  // namespace

std::span<const std::string_view> names_of(Part part, bool tls_names) {
  if (tls_names) return of_tls(part);
  return std::span{istio_names}.subspan(static_cast<std::size_t>(part), 1);
}

}  // namespace mtlschain::document
