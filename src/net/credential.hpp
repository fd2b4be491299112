// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "openssl/owning.hpp"
#include <mtlschain/observe/live.hpp>

namespace mtlschain::observe {

class ClientCredential {
 public:
  x509::Chain chain;  // leaf first
  openssl::KeyPtr key;
};

}  // namespace mtlschain::observe
