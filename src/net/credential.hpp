// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "openssl/owning.hpp"
#include <mtlschain/base/memory.hpp>
#include <mtlschain/observe/live.hpp>

namespace mtlschain::observe {

class ClientCredential {
 public:
  x509::Chain chain;  // leaf first
  openssl::KeyPtr key;

 private:
  base::Undumpable undumpable_;  // for as long as the key is there
};

}  // namespace mtlschain::observe
