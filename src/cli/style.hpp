// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::cli {

// style_of is how text is laid out: colour as asked for, else where a terminal that wants it reads
// it; the terminal's width.
report::Style style_of(const Output& output, const Environment& environment);

}  // namespace mtlschain::cli
