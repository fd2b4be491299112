// SPDX-License-Identifier: Apache-2.0
#include "cli/style.hpp"

#include <optional>
#include <string>

namespace mtlschain::cli {

report::Style style_of(const Output& output, const Environment& environment) {
  const auto no_colour = environment.variable("NO_COLOR");
  const auto terminal = environment.variable("TERM");
  const bool wanted = environment.out_is_terminal && (!no_colour || no_colour->empty()) &&
                      terminal != std::optional<std::string>("dumb");
  report::Style style;
  style.colour = output.colour == Colour::always || (output.colour == Colour::automatic && wanted);
  style.width = environment.columns;
  style.quiet = output.quiet;
  return style;
}

}  // namespace mtlschain::cli
