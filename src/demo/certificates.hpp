// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "openssl/owning.hpp"
#include <mtlschain/base/time.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::demo {

// Signer is a certificate and its private key, which never leaves the process.
struct Signer {
  x509::Certificate certificate;
  std::shared_ptr<EVP_PKEY> key;
};

// NamePart is one attribute of a distinguished name: short name and value.
struct NamePart {
  const char* type;
  const char* value;
};

// Wish is what a certificate should say; validity counts from the time of the demo.
struct Wish {
  std::vector<NamePart> subject;
  std::string alt_name;   // of a leaf, "URI:spiffe://..." or "DNS:..."; empty: a CA
  bool pathlen0 = false;  // CA only
  std::chrono::minutes begins{0};
  std::chrono::minutes lasts{0};
};

// Mint makes EC P-256 certificates as Istio's Makefiles and istiod make them. It throws
// std::runtime_error where OpenSSL cannot, which is a bug and not an input.
class Mint {
 public:
  explicit Mint(base::Time now) : now_(now) {}

  Signer root(const Wish& wish) const;
  Signer issue(const Wish& wish, const Signer& issuer) const;
  // reissue signs a root's name and key anew, with other dates.
  Signer reissue(const Signer& root, const Wish& wish) const;

 private:
  base::Time now_;
};

}  // namespace mtlschain::demo
