// SPDX-License-Identifier: Apache-2.0
// Whose keys and certificates the scripted server uses: the service's, and those of an attacker who
// has the service's public chain and keys of its own.
#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "openssl/owning.hpp"

namespace mtlschain::tests::fuzz {

// Actor is one private key and how it signs.
struct Actor {
  openssl::KeyPtr key;
  std::size_t algorithm = 0;  // its SignatureScheme (RFC 8446 4.2.3)

  // sign gives the signature over `content`, by that scheme.
  std::string sign(std::string_view content) const;
  // decrypt opens what was encrypted to its RSA key (RFC 5246 7.4.7.1); empty where it cannot.
  std::string decrypt(std::string_view content) const;
};

// actor by the letter of a script: `r` the service with an RSA leaf, `e` with an EC leaf; `x` and
// `y` the attacker's keys of the same kinds. Any other letter is `r`.
const Actor& actor(char letter);

// is_element: the letter stands for an element of a Certificate message.
bool is_element(char letter);
// element is what the letter stands for: `r`, `s`, `t` leaf, intermediate and root of the RSA
// service; `e`, `f`, `g` of the EC service; `x` the attacker's certificate, signed by the RSA leaf;
// `q` the RSA leaf with a changed byte; `z` no certificate at all; `0` nothing.
std::string element(char letter);
// element_key is the key in that element, or null.
const Actor* element_key(char letter);

}  // namespace mtlschain::tests::fuzz
