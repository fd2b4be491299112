// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <mtlschain/base/result.hpp>

namespace mtlschain::base {

// Time is a moment in UTC with the resolution of X.509: one second.
using Time = std::chrono::sys_seconds;

// parse_time reads `2026-11-23T10:00:00Z`, `2026-11-23 10:00:00`, `2026-11-23` (midnight), all UTC,
// or seconds since 1970 (`1700000000`, `@1700000000`), as `openssl verify -attime` takes them.
Result<Time> parse_time(std::string_view text);

// format_time writes `2026-11-23T10:00:00Z`.
std::string format_time(Time time);

// parse_duration reads one or more numbers with a unit (`500ms`, `5s`, `1m30s`, `2h`, `7d`); a bare
// number is seconds.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

// format_duration writes the two largest units (`23h58m`, `9y364d`, `45s`, `0s`), with a leading
// `-` if negative.
std::string format_duration(std::chrono::seconds duration);

}  // namespace mtlschain::base
