// SPDX-License-Identifier: Apache-2.0
#include "openssl/start.hpp"

#include <openssl/crypto.h>

#include <cstdint>

#include "openssl/filter_provider.hpp"

namespace mtlschain::openssl {
namespace {

// No openssl.cnf: that of a container would change results. No table of ciphers by name: nothing
// here looks them up. The one of digests stays: verification needs it.
constexpr std::uint64_t start_flags =
    OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ATEXIT;

bool start_once(const StartOptions& options) {
  if (OPENSSL_init_crypto(start_flags, nullptr) != 1) return false;
  return !options.filter_provider || load_filter_provider();
}

}  // namespace

bool start(const StartOptions& options) {
  static const bool started = start_once(options);
  return started;
}

}  // namespace mtlschain::openssl
