// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace mtlschain::document {

// The names of the plugged files in both namings, and the mark of a secret that istiod made.
inline constexpr std::string_view root_file = "root-cert.pem";
inline constexpr std::string_view chain_file = "cert-chain.pem";
inline constexpr std::string_view ca_file = "ca-cert.pem";
inline constexpr std::string_view key_file = "ca-key.pem";
inline constexpr std::string_view crl_file = "ca-crl.pem";
inline constexpr std::string_view tls_ca_file = "tls.crt";
inline constexpr std::string_view tls_key_file = "tls.key";
inline constexpr std::string_view tls_root_file = "ca.crt";
inline constexpr std::string_view generated_mark = "istio-generated";

inline constexpr std::array all_names{root_file,    chain_file,    ca_file,
                                      key_file,     crl_file,      tls_ca_file,
                                      tls_key_file, tls_root_file, generated_mark};

// Part is one of the five plugged files.
enum class Part : std::uint8_t { root, chain, ca, key, crl };

// takes_tls_names is istiod's rule of names (istio_ca.go detectSigningCABundle, since 1.15): where
// tls.crt is there, Istio's own names are not looked at. `has` tells whether a name is there.
template <class Has>
bool takes_tls_names(Has has) {
  return has(tls_ca_file);
}

// has_both_namings: files with Istio's own names lie there, and are not looked at.
template <class Has>
bool has_both_namings(Has has) {
  return takes_tls_names(has) && (has(ca_file) || has(key_file));
}

// names_of are the names whose contents, one behind the other, are that file; of several only the
// first has to be there. None: istiod reads no such file under that naming.
std::span<const std::string_view> names_of(Part part, bool tls_names);

}  // namespace mtlschain::document
