// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {

// run_explain says what findings mean: those asked for by id or number, or all. Returns the exit
// code.
base::ExitCode run_explain(const Options& options, const Streams& streams,
                           const Environment& environment);

}  // namespace mtlschain::cli
