// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {

// run_demo is the command `demo`: starts a mesh on loopback, shows the command line to try on it,
// and runs that command line; the exit code is that command's.
base::ExitCode run_demo(const Options& options, const Streams& streams,
                        const Environment& environment);

}  // namespace mtlschain::cli
