// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/commands.hpp"
#include "report/layout.hpp"
#include <mtlschain/report/report.hpp>

namespace mtlschain::report {

// The sections of the screen, in its order; each writes nothing where it has nothing to say.
void put_headline(Page& page, const Report& report, const Inputs& inputs);
void put_endpoint(Page& page, const observe::Observation& observation);
void put_presented(Page& page, const Report& report, const Inputs& inputs);
void put_checks(Page& page, const Report& report, const Inputs& inputs);
void put_stock_view(Page& page, const judge::Judgement& judgement, const Inputs& inputs);
void put_verdict(Page& page, const Report& report, const Inputs& inputs);

// put_cause tells the finding that rejects above all others: why it happens, what was seen, what
// mends it.
void put_cause(Page& page, const judge::Finding& cause, const Words& words);

// put_finding writes one finding with its evidence; of the headline's all of that stands above.
void put_finding(Page& page, const judge::Finding& finding, bool is_headline);

}  // namespace mtlschain::report
