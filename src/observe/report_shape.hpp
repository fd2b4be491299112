// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "document/value.hpp"

namespace mtlschain::observe {

// shape_problem says in one sentence where a report of ours, read again, is not as
// testdata/report.schema.json has it; empty: nothing is wrong. What is computed (findings, path) is
// not looked at, and a member may be absent, but for those without which nothing was seen: the
// observation, the list of presented certificates, and the message of a failure. A report has a
// chain or a failure.
std::string shape_problem(const document::Value& report);

}  // namespace mtlschain::observe
