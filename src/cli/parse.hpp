// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {

// command_name is the word for a command on the command line.
std::string_view command_name(Command command);

// parse reads the arguments and, for every option that they do not give, its environment variable.
// Fails (stage options) on anything unknown, malformed or contradictory; where help or the version
// is asked for, nothing else is looked at.
base::Result<Options> parse(std::span<const std::string> arguments, const Environment& environment);

}  // namespace mtlschain::cli
