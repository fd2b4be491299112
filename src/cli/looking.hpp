// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {

// run_looking is the commands `verify` and `show`: targets, files, looks, reports, exit code.
int run_looking(const Options& options, const Streams& streams, const Environment& environment);

// finish_output flushes the report and turns a failed write into an exit code: 141 without a word
// for a closed pipe, 2 with a message for anything else.
int finish_output(int code, const Streams& streams, const Environment& environment);

}  // namespace mtlschain::cli
