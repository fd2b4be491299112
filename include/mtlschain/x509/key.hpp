// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace mtlschain::x509 {

// KeyAlgorithm is the kind of a public key; unknown: no decoder of OpenSSL's knows it (SM2, GOST),
// or its bytes are no key.
enum class KeyAlgorithm : std::uint8_t {
  unknown,
  rsa,
  rsa_pss,
  ec,
  ed25519,
  ed448,
  x25519,
  x448,
  dsa,
  dh
};

// Key is the public key of a certificate as people speak of it. Whether a key is weak or usual is
// decided here and nowhere else.
struct Key {
  KeyAlgorithm algorithm = KeyAlgorithm::unknown;
  int bits = 0;           // of the modulus or of the field; 0: unknown
  int security_bits = 0;  // strength as NIST SP 800-57 counts it: 112 for RSA 2048 and P-224
  std::string curve{};    // EC only: "P-256" (written out, too), or "256-bit explicit curve"
  std::string object{};   // unknown only: the name of its object identifier, or its numbers

  // text is "RSA 2048", "EC P-256", "Ed25519", "SM2 (not decodable)".
  std::string text() const;

  // weak: known, and less than RSA 2048 or what equals that: below 112 bits of security, which NIST
  // SP 800-131A disallows for signatures since 2014.
  bool weak() const;

  // usual: RSA of 2048 bits or more, or EC on P-256, P-384 or P-521: what istiod, Envoy and Go all
  // take in a CA. Ed25519 is not: istiod signs with it, but Envoy takes no such leaf. (RSA-PSS and
  // other curves: Go or BoringSSL has them in part.)
  bool usual() const;
};

}  // namespace mtlschain::x509
