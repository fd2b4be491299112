// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_command.hpp"

namespace mtlschain::cli {
int run_demo(const Options&, const Streams&, const Environment&) {
  return 70;
}
}  // namespace mtlschain::cli
