// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_set>

#include "openssl/owning.hpp"

namespace mtlschain::judge {

// KnownLinks remembers which CA certificate was signed by which issuer, by the bytes of both, so
// that a sweep checks an intermediate's signature once and not for each target. Leaves are never
// remembered, and at most a fixed number of links is.
class KnownLinks {
 public:
  // covers: all links above the leaf's own are known; there is at least one.
  bool covers(const STACK_OF(X509) * chain) const;
  // remember takes over the links above the leaf's own of a chain whose signatures verify.
  void remember(const STACK_OF(X509) * chain);

 private:
  std::unordered_set<std::string> good_;
};

// leaf_and_dates_good: the leaf's signature verifies under an issuer that may sign, and every
// certificate of the chain is valid at `at`. False also where only OpenSSL itself can tell.
bool leaf_and_dates_good(const STACK_OF(X509) * chain, time_t at);

}  // namespace mtlschain::judge
