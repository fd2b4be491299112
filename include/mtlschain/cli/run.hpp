// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include <mtlschain/base/exit_code.hpp>
#include <mtlschain/base/time.hpp>
#include <mtlschain/observe/live.hpp>

namespace mtlschain::cli {

// Streams are where a run writes; what is known of the terminals behind them is in Environment.
struct Streams {
  std::ostream& out;
  std::ostream& err;
};

// Environment is all that a run takes from its process; the defaults are those of a pipe in an
// empty environment.
struct Environment {
  std::function<std::optional<std::string>(const std::string& name)> variable =
      [](const std::string&) { return std::optional<std::string>{}; };
  std::function<base::Time()> now;  // must be set
  int standard_input = 0;           // descriptor read for the target `-`
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::size_t columns = 100;
  bool catch_signals = false;
  observe::Stopper* stop = nullptr;  // ends the run from outside, and what waits for its output
  // output_error is the errno of the first write to Streams::out that failed, 0 where unknown.
  std::function<int()> output_error = [] { return 0; };
};

// run is the whole program: parses `arguments` (without the program's name), does the work, returns
// the exit code. Never throws.
base::ExitCode run(std::span<const std::string> arguments, const Streams& streams,
                   const Environment& environment);

}  // namespace mtlschain::cli
