// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cli/options.hpp"

namespace mtlschain::cli {

// Group is the heading of the help screen under which an option stands.
enum class Group : std::uint8_t { plugged, connection, judgement, output, demo, other };

// CommandSet is which commands take an option.
struct CommandSet {
  bool verify = false;
  bool show = false;
  bool compare = false;
  bool demo = false;
  bool explain = false;
  bool lint = false;
  bool root = false;

  bool has(Command command) const;
};

// OptionRow is one option: the source for parsing, environment variables and help.
struct OptionRow {
  std::string_view flags;  // as CLI11 takes them: "-o,--output"
  std::string_view value;  // the word for its value in help; empty: a switch
  std::string_view help;
  Group group;
  CommandSet commands;
  // apply stores one value; for a switch the text is empty.
  base::Result<void> (*apply)(Options& options, const std::string& text);

  // name is the long form, "--output".
  std::string_view name() const;
  // variable is the environment's form, "MTLSCHAIN_OUTPUT".
  std::string variable() const;
};

std::span<const OptionRow> option_table();

}  // namespace mtlschain::cli
