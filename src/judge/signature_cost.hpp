// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "openssl/owning.hpp"

namespace mtlschain::judge {

// most_signature_cost is what the signatures of one chain, or of one search, may cost: 256 times
// RSA 8192 is a tenth of a second.
inline constexpr std::size_t most_signature_cost = 256;

// signature_cost is what it costs to verify one signature under the key of `issuer`, in units of
// RSA 8192 with exponent 65537, rounded up: 1 for every key that a mesh uses. Whoever presents a
// chain chooses its keys, so that a bound on the number of signatures alone is none: RSA 16384 with
// an exponent of 64 bits costs 16, RSA 3072 with one as long as the modulus 26. What OpenSSL
// refuses without computing costs 1, and so does what cannot be decoded.
std::size_t signature_cost(const X509* issuer);

// too_dear: the signatures of the chain, leaf first, cost more than most_signature_cost.
bool too_dear(const STACK_OF(X509) * chain);

}  // namespace mtlschain::judge
