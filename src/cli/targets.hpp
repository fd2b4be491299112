// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cli/options.hpp"
#include <mtlschain/observe/target.hpp>

namespace mtlschain::cli {

// read_targets parses the targets of the command line and then those of --targets-from, in order.
// Fails (stage options or load) at the first that is none, with its line; also where standard input
// would be needed twice.
base::Result<std::vector<observe::Target>> read_targets(const Options& options, int standard_input);

}  // namespace mtlschain::cli
