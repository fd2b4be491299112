// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace mtlschain::tests::fuzz {

// take_element takes one DER element off the front; what has no length of two bytes is all taken.
inline std::string_view take_element(std::string_view& bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  std::size_t size = bytes.size();
  if (size >= 4 && byte(1) == 0x82) size = 4U + (byte(2) * 256U + byte(3));
  const auto element = bytes.substr(0, size);
  bytes.remove_prefix(element.size());
  return element;
}

}  // namespace mtlschain::tests::fuzz
