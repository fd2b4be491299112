// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::x509 {

// KeyCheck is all that is kept of a private key: never the key itself.
struct KeyCheck {
  std::string problem;          // why istiod could not use it; empty where it could
  bool encrypted = false;       // the problem is its encryption
  std::optional<bool> matches;  // it is the certificate's; empty where one of the two is unusable
};

// check_private_key reads PEM text as istiod does (its ParsePemEncodedKey: the first block, one of
// RSA PRIVATE KEY, EC PRIVATE KEY, PRIVATE KEY, not encrypted) and compares the public half with
// the certificate's, where one is given. Nothing stays of the key where the caller holds a
// base::SecretReading.
KeyCheck check_private_key(std::string_view text, const Certificate* certificate);

}  // namespace mtlschain::x509
