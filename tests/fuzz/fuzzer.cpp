// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry points for the target that the build names.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/targets.hpp"
#include "openssl/start.hpp"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  return mtlschain::openssl::start() ? 0 : 70;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtlschain::tests::fuzz::MTLSCHAIN_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
