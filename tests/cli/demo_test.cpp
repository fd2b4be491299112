// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <sstream>

#include "demo/cases.hpp"
#include "openssl/start.hpp"
#include "reading_command.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {
namespace {

TEST_CASE("each demo case says what its row in the table says") {
  REQUIRE(openssl::start());
  Environment environment;
  environment.now = [] {
    return base::Time{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};
  };
  for (const auto& row : demo::all_cases()) {
    std::ostringstream out;
    std::ostringstream err;
    const std::array<std::string, 3> words{"demo", "--case", std::string(row.name)};
    const int code = base::value(run(words, {out, err}, environment));
    CAPTURE(row.name);
    CAPTURE(out.str());
    CHECK(code == (row.headline == "verified" ? 0 : row.headline == "plaintext" ? 4 : 1));
    const auto last = row.headline == "verified"    ? std::string("\nverified")
                      : row.headline == "plaintext" ? std::string("\nnot observed: plaintext")
                                                    : "\nrejected: " + std::string(row.headline);
    CHECK(out.str().find(last) != std::string::npos);
    CHECK(err.str().empty());
    const auto printed = tests::printed_commands(out.str());
    CHECK(printed.empty() == (row.headline == "verified"));
    for (const auto& advice : printed) CHECK_MESSAGE(tests::only_reads(advice), advice);
  }
}

}  // namespace
}  // namespace mtlschain::cli
