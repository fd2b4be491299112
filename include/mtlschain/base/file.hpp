// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include <mtlschain/base/result.hpp>

namespace mtlschain::base {

// read_file reads a whole file of at most `max_bytes`. Fails (stage load) when it is missing, a
// directory, unreadable, larger, or a pipe or device that does not end within 10 s. `-` is not
// special.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);

// read_descriptor reads an open descriptor (standard input) to its end under the same limit, for
// 60 s; `name` is for messages.
Result<std::string> read_descriptor(int descriptor, const std::string& name, std::size_t max_bytes);

}  // namespace mtlschain::base
