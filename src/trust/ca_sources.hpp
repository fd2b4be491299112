// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include <mtlschain/trust/ca_directory.hpp>

namespace mtlschain::trust {

// The names in both namings.
inline constexpr const char* root_file = "root-cert.pem";
inline constexpr const char* chain_file = "cert-chain.pem";
inline constexpr const char* ca_file = "ca-cert.pem";
inline constexpr const char* key_file = "ca-key.pem";
inline constexpr const char* crl_file = "ca-crl.pem";
inline constexpr const char* tls_ca_file = "tls.crt";
inline constexpr const char* tls_key_file = "tls.key";
inline constexpr const char* tls_root_file = "ca.crt";
inline constexpr const char* generated_mark = "istio-generated";

// CaSource is the bytes of one file and where they came from.
struct CaSource {
  std::string path;
  std::string bytes;
};

// CaSources are the files by their names in the secret. One of them is a private key, and another
// may be one by mistake: they live within a base::SecretReading.
class CaSources {
 public:
  void add(const std::string& name, CaSource source);
  // find is the source of that name, or null.
  const CaSource* find(const std::string& name) const;
  const std::map<std::string, CaSource>& all() const { return by_name_; }
  // any: one of the names that istiod reads is there.
  bool any() const;

 private:
  std::map<std::string, CaSource> by_name_;
};

// assemble reads the sources by the naming that istiod would take. `whole` as in CaDirectory.
CaDirectory assemble(std::string name, const CaSources& sources, bool whole);

// text_flaws fills in what stands in a file between and around its PEM blocks.
void text_flaws(std::string_view text, CaFile& file);

}  // namespace mtlschain::trust
