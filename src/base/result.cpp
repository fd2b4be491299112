// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>

#include <mtlschain/base/result.hpp>

namespace mtlschain::base {

std::string_view stage_name(Stage stage) {
  static constexpr std::array<std::string_view, 6> names{"options", "load",      "resolve",
                                                         "connect", "handshake", "output"};
  return names.at(static_cast<std::size_t>(stage));
}

}  // namespace mtlschain::base
