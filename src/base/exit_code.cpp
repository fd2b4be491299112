// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <mtlschain/base/exit_code.hpp>

namespace mtlschain::base {
namespace {

// What nobody could look at counts for more than what was rejected: of that nothing is known. What
// the user has to mend first counts for more still.
constexpr std::array<ExitCodeRow, 9> rows{{
    {ExitCode::verified, 0, "verified",
     "verified (notes and warnings allowed, unless --fail-on warning)"},
    {ExitCode::rejected, 1, "rejected", "observed and rejected"},
    {ExitCode::usage, 4, "usage", "usage, or a plugged file that cannot be read or parsed"},
    {ExitCode::not_reached, 2, "not reached", "not reached: name, route, refused, timed out"},
    {ExitCode::no_chain, 3, "no TLS chain",
     "reached, but no TLS chain to judge: plaintext, reset, protocol failure"},
    {ExitCode::bug, 8, "bug", "a bug in the tool"},
    {ExitCode::time_up, 5, "--wait ran out", "--wait ran out before the verdict was good"},
    {ExitCode::interrupted, 6, "interrupted",
     "interrupted (Ctrl-C; 143: SIGTERM, 129: SIGHUP, 141: output closed)"},
    {ExitCode::output_closed, 7, "", ""},  // told with the row above
}};

const ExitCodeRow& row_of(ExitCode code) {
  const auto* row = std::ranges::find(rows, code, &ExitCodeRow::code);
  return row != rows.end() ? *row : rows.front();
}

}  // namespace

std::span<const ExitCodeRow> exit_codes() {
  return std::span{rows}.first(rows.size() - 1);
}

ExitCode worst(ExitCode left, ExitCode right) {
  return row_of(left).order < row_of(right).order ? right : left;
}

}  // namespace mtlschain::base
