// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mtlschain/base/exit_code.hpp>
#include <mtlschain/report/compare.hpp>
#include <mtlschain/report/lint.hpp>
#include <mtlschain/report/report.hpp>

namespace mtlschain::report {

// exit_code is what a result means for the process. It depends on nothing but the result and what
// was asked for: the form of the output has no part in it.

// Of one target: verified, rejected (with `fail_on_warning` for a warning too), or why nothing
// could be judged. With `observe_only` a chain that was seen is a success.
base::ExitCode exit_code(const Report& report, const Inputs& inputs);

// Of plugged files: verified where they will do, else rejected.
base::ExitCode exit_code(const Linted& linted);

// Of a comparison: verified for the same set of certificates (order, repeats and comments aside),
// else rejected.
base::ExitCode exit_code(const judge::Comparison& comparison);

}  // namespace mtlschain::report
