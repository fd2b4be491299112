// SPDX-License-Identifier: Apache-2.0
#include "openssl/start.hpp"

#include <openssl/crypto.h>

#include <cstdint>

#include "openssl/filter_provider.hpp"
#include <mtlschain/base/memory.hpp>

namespace mtlschain::openssl {
namespace {

// No openssl.cnf: that of a container would change results. No table of ciphers by name: nothing
// here looks them up. The one of digests stays: verification needs it.
constexpr std::uint64_t start_flags =
    OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ATEXIT;

void* allocate(std::size_t size, const char* /*file*/, int /*line*/) {
  return size == 0 ? nullptr : base::allocate(size);
}

void release(void* block, const char* /*file*/, int /*line*/) {
  base::release(block);
}

// As CRYPTO_realloc(3) says: without a block it is malloc, without a size it is free.
void* reallocate(void* block, std::size_t size, const char* /*file*/, int /*line*/) {
  if (size != 0) return base::reallocate(block, size);
  base::release(block);
  return nullptr;
}

bool start_once(const StartOptions& options) {
  if (CRYPTO_set_mem_functions(allocate, reallocate, release) != 1) return false;
  if (OPENSSL_init_crypto(start_flags, nullptr) != 1) return false;
  return !options.filter_provider || load_filter_provider();
}

}  // namespace

bool start(const StartOptions& options) {
  static const bool started = start_once(options);
  return started;
}

}  // namespace mtlschain::openssl
