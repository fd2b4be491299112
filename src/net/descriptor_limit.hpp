// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace mtlschain::net {

// fitting_concurrency raises the soft limit of open descriptors as far as `wanted` sockets need it,
// and gives how many of them fit under it, at least 1.
std::size_t fitting_concurrency(std::size_t wanted);

}  // namespace mtlschain::net
