// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <iterator>
#include <string>

namespace mtlschain::observe {

// fixture reads a file below testdata/; empty where it is missing.
inline std::string fixture(const std::string& name) {
  std::ifstream file(std::string(MTLSCHAIN_TESTDATA) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace mtlschain::observe
