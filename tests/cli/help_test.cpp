// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "cli/option_table.hpp"
#include "cli/suggest.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {
namespace {

constexpr std::array commands{Command::none, Command::verify,  Command::show, Command::compare,
                              Command::demo, Command::explain, Command::lint};

std::string readme() {
  std::ifstream file(std::string(MTLSCHAIN_TESTDATA) + "/../README.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("every help screen fits 50 lines of 100 columns") {
  for (const auto command : commands) {
    std::istringstream text(help_text(command));
    std::size_t lines = 0;
    for (std::string line; std::getline(text, line); ++lines)
      CHECK_MESSAGE(line.size() <= 100, line);
    CHECK(lines > 8);
    CHECK(lines <= 50);
  }
}

TEST_CASE("help names every option of its command, and no other") {
  for (const auto command : commands) {
    const auto text = help_text(command);
    for (const auto& row : option_table()) {
      const auto entry =
          std::string(row.name()) + (row.value.empty() ? " " : " " + std::string(row.value) + " ");
      CHECK_MESSAGE((text.find(entry) != std::string::npos) == row.commands.has(command), entry);
    }
  }
}

TEST_CASE("help names every exit code") {
  for (const auto command : commands) {
    for (const auto& row : base::exit_codes()) {
      CHECK(help_text(command).find(command == Command::none ? row.meaning : row.word) !=
            std::string::npos);
    }
  }
}

TEST_CASE("environment variables are the options' names, each once") {
  std::set<std::string> variables;
  for (const auto& row : option_table()) CHECK(variables.insert(row.variable()).second);
  CHECK(variables.contains("MTLSCHAIN_CA_DIR"));
  CHECK(variables.contains("MTLSCHAIN_OUTPUT"));
  CHECK(variables.contains("MTLSCHAIN_IPV4"));
}

TEST_CASE("README shows the help of verify as it is") {
  std::istringstream help(help_text(Command::verify));
  std::string block;
  for (std::string line; std::getline(help, line);) {
    block += (line.empty() ? line : "    " + line) + '\n';
  }
  CHECK(readme().find(block) != std::string::npos);
}

TEST_CASE("README names every option and every exit code with its meaning") {
  const auto text = readme();
  for (const auto& row : option_table()) {
    CHECK_MESSAGE(text.find(std::string(row.name())) != std::string::npos, row.name());
  }
  for (const auto& row : base::exit_codes()) {
    CHECK_MESSAGE(text.find(std::string(row.meaning)) != std::string::npos, row.meaning);
  }
}

TEST_CASE("the nearest word is suggested, a distant one is not") {
  const std::array<std::string_view, 3> known{"--root", "--chain", "--servername"};
  CHECK(nearest("--rot", known) == "--root");
  CHECK(nearest("--sevrername", known) == "--servername");
  CHECK(nearest("--cahin", known) == "--chain");
  CHECK(nearest("--xyzzy", known).empty());
  CHECK(nearest(std::string(100000, '-'), known).empty());
}

}  // namespace
}  // namespace mtlschain::cli
