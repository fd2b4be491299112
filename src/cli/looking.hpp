// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {

// run_looking is the commands `verify` and `show`: targets, files, looks, reports, exit code.
base::ExitCode run_looking(const Options& options, const Streams& streams,
                           const Environment& environment);

// finish_output flushes the report and turns a failed write into an exit code: output_closed
// without a word for a closed pipe, usage with a message for anything else.
base::ExitCode finish_output(base::ExitCode code, const Streams& streams,
                             const Environment& environment);

}  // namespace mtlschain::cli
