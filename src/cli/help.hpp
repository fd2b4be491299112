// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/options.hpp"

namespace mtlschain::cli {

// help_text is the help screen of a command (Command::none: of the program), made from the option
// table and the table of exit codes; at most 50 lines of 100 columns.
std::string help_text(Command command);

// version_text is the version of this tool and of the OpenSSL that runs.
std::string version_text();

}  // namespace mtlschain::cli
