// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {

// run_lint judges plugged files before they are deployed: a directory, a Secret, or single files.
// Returns 0, 1, or 2 where they cannot be read.
base::ExitCode run_lint(const Options& options, const Streams& streams,
                        const Environment& environment);

}  // namespace mtlschain::cli
