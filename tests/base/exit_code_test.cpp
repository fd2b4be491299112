// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <set>

#include <mtlschain/base/exit_code.hpp>

namespace mtlschain::base {
namespace {

TEST_CASE("of several codes the worst counts, in either order") {
  static constexpr std::array worst_first{ExitCode::bug,      ExitCode::usage,
                                          ExitCode::no_chain, ExitCode::not_reached,
                                          ExitCode::rejected, ExitCode::verified};
  for (std::size_t one = 0; one < worst_first.size(); ++one) {
    for (std::size_t two = one; two < worst_first.size(); ++two) {
      CHECK(worst(worst_first[one], worst_first[two]) == worst_first[one]);
      CHECK(worst(worst_first[two], worst_first[one]) == worst_first[one]);
    }
  }
}

TEST_CASE("each code has a row, its own place in the order, and the value that scripts know") {
  std::set<int> orders;
  std::set<int> values;
  for (const auto& row : exit_codes()) {
    CHECK_FALSE(row.word.empty());
    CHECK_FALSE(row.meaning.empty());
    orders.insert(row.order);
    values.insert(value(row.code));
  }
  CHECK(orders.size() == exit_codes().size());
  CHECK(values == std::set<int>{0, 1, 2, 3, 4, 70, 124, 130});
  CHECK(value(ended_by(15)) == 143);
  CHECK(value(ExitCode::output_closed) == 141);
}

}  // namespace
}  // namespace mtlschain::base
