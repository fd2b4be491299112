// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <mtlschain/base/memory.hpp>

namespace mtlschain::base {

void overwrite_freed_memory() {
#ifdef M_PERTURB
  constexpr int any_byte = 0x5a;
  ::mallopt(M_PERTURB, any_byte);
#endif
}

}  // namespace mtlschain::base
