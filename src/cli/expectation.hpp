// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>
#include <mtlschain/report/report.hpp>

namespace mtlschain::cli {

// load_plugged finds and loads the plugged files of `verify`, and notes on `err` which default
// files are used.
base::Result<trust::PluggedFiles> load_plugged(const Options& options, std::ostream& err);

// expectation_of joins the files and what else the caller expects, as of `at`.
judge::Expectation expectation_of(const Judging& judging, trust::PluggedFiles plugged,
                                  base::Time at);

// inputs_of is the record of the files for the report.
report::Inputs inputs_of(const trust::PluggedFiles& plugged, base::Time at);

}  // namespace mtlschain::cli
