// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "net/failure.hpp"

namespace mtlschain::net {

// The ways out of failures, by what was seen.

std::string alert_hint(int number);
std::string connect_hint(int error);
// broken_off_hint is for a reset or an end of file in the handshake.
std::string broken_off_hint(const Contact& contact);

}  // namespace mtlschain::net
