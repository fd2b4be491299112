// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_command.hpp"

#include <fmt/format.h>

#include <vector>

#include "cli/looking.hpp"
#include "cli/messages.hpp"
#include "cli/style.hpp"
#include "cli/suggest.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/report/explain.hpp>

namespace mtlschain::cli {
namespace {

using Rows = std::vector<judge::Explanation>;

base::Error unknown_code(const std::string& name) {
  std::vector<std::string_view> known;
  for (const auto& row : judge::all_explanations()) known.push_back(row.id);
  const auto near = nearest(name, known);
  return {base::Stage::options,
          fmt::format("there is no finding \"{}\"", base::printable(name, 64)),
          near.empty() ? "see mtlschain explain" : fmt::format("did you mean {}", near)};
}

base::Result<Rows> rows_asked_for(const std::vector<std::string>& names) {
  Rows rows;
  for (const auto& name : names) {
    const auto found = judge::explanations_of(name);
    if (found.empty()) return tl::unexpected(unknown_code(name));
    for (const auto* row : found) rows.push_back(*row);
  }
  return rows;
}

void write(const Options& options, const Rows& rows, std::ostream& out,
           const report::Style& style) {
  const auto format = options.output.format.value_or(Format::text);
  const auto all = judge::all_explanations();
  if (format == Format::json || format == Format::jsonl) {
    return report::write_explanations_json(out, rows.empty() ? all : rows);
  }
  if (rows.empty()) return report::write_explanations(out, all, style);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) out << '\n';
    report::write_explanation(out, rows[i], style);
  }
}

}  // namespace

base::ExitCode run_explain(const Options& options, const Streams& streams,
                           const Environment& environment) {
  const auto rows = rows_asked_for(options.targets);
  if (!rows) return failed(rows.error(), streams);
  write(options, *rows, streams.out, style_of(options.output, environment));
  return finish_output(base::ExitCode::verified, streams, environment);
}

}  // namespace mtlschain::cli
