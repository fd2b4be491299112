// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>

namespace mtlschain::tests {

// cpu_seconds is what this process has used: other load on the machine does not count.
inline double cpu_seconds() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

}  // namespace mtlschain::tests
