// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <string>

#include <mtlschain/base/file.hpp>

namespace mtlschain::tests {

// testdata is the content of a file under testdata/.
inline std::string testdata(const std::string& name) {
  auto bytes = base::read_file(std::string{MTLSCHAIN_TESTDATA} + "/" + name, 1U << 20U);
  REQUIRE(bytes);
  return *bytes;
}

}  // namespace mtlschain::tests
