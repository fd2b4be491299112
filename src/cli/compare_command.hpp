// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {

// run_compare looks at both targets, and writes what they have in common. Returns the exit code: 0
// for the same set of certificates, 1 for another, else that of the look that failed.
base::ExitCode run_compare(const Options& options, const Streams& streams,
                           const Environment& environment);

}  // namespace mtlschain::cli
