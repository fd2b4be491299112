// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <span>

#include <mtlschain/judge/explanation.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::report {

// write_explanation writes the page on one finding.
void write_explanation(std::ostream& out, const judge::Explanation& row, const Style& style);

// write_explanations writes the list: a line for each finding.
void write_explanations(std::ostream& out, std::span<const judge::Explanation> rows,
                        const Style& style);

// write_explanations_table writes the list as a Markdown table, for README.
void write_explanations_table(std::ostream& out, std::span<const judge::Explanation> rows);

// write_explanations_json writes {"schema", "explanations"}: every member of each.
void write_explanations_json(std::ostream& out, std::span<const judge::Explanation> rows);

}  // namespace mtlschain::report
