// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace mtlschain::base {

// overwrite_freed_memory makes the allocator overwrite whatever is freed from now on, in the whole
// process: for what reads private keys through parsers whose buffers nobody else can wipe. It takes
// time with each free. Does nothing where the allocator cannot (others than glibc's, sanitizers).
void overwrite_freed_memory();

}  // namespace mtlschain::base
