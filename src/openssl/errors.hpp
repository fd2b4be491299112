// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mtlschain::openssl {

// take_errors empties the thread's error queue and returns the reasons, oldest first, joined by ":
// "; empty if there were none.
std::string take_errors();

}  // namespace mtlschain::openssl
