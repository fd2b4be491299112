// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace mtlschain::base {

// ExitCode is what a run comes to, with the value that the process ends with. A bad chain is
// `rejected`; `usage`, `not_reached` and `no_chain` say that nothing could be judged.
enum class ExitCode : int {
  verified = 0,
  rejected = 1,
  usage = 2,
  not_reached = 3,
  no_chain = 4,
  bug = 70,
  time_up = 124,
  interrupted = 130,
  output_closed = 141,
};

// ExitCodeRow is one row of the table of exit codes: the source for help, README and man page.
struct ExitCodeRow {
  ExitCode code;
  int order;                 // of several targets the highest counts
  std::string_view word;     // for one line
  std::string_view meaning;  // for a table
};
std::span<const ExitCodeRow> exit_codes();

// value is what the process ends with.
constexpr int value(ExitCode code) {
  return static_cast<int>(code);
}

// ended_by is the code of a run that a signal ended: 128 and its number, as shells have it.
constexpr ExitCode ended_by(int signal_number) {
  return static_cast<ExitCode>(128 + signal_number);
}

// worst is the one of two codes that counts. Both are rows of the table.
ExitCode worst(ExitCode left, ExitCode right);

}  // namespace mtlschain::base
