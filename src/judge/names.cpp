// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>

#include <mtlschain/judge/judge.hpp>

namespace mtlschain::judge {

std::string_view role_name(Role role) {
  constexpr std::array<std::string_view, 3> names{"leaf", "intermediate", "root"};
  return names.at(static_cast<std::size_t>(role));
}

std::string_view sequence_name(Sequence sequence) {
  constexpr std::array<std::string_view, 8> names{"not_judged", "exact",     "exact_dedup",
                                                  "chain_only", "set_equal", "missing",
                                                  "extra",      "foreign"};
  return names.at(static_cast<std::size_t>(sequence));
}

std::string_view verdict_name(Verdict verdict) {
  constexpr std::array<std::string_view, 3> names{"verified", "rejected", "not_observed"};
  return names.at(static_cast<std::size_t>(verdict));
}

}  // namespace mtlschain::judge
