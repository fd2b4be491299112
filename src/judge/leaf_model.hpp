// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::judge {

// leaf_model makes a certificate as istiod would issue it under `issuer` (src/DOMAIN.md: wire),
// with one alternative name in OpenSSL's notation ("URI:spiffe://..."). It bears no signature, for
// nobody here has the key, but says the algorithm that the issuer's key would sign with. Empty for
// a kind of key that signs no certificates.
std::optional<x509::Certificate> leaf_model(const x509::Certificate& issuer,
                                            const std::string& alt_name);

}  // namespace mtlschain::judge
