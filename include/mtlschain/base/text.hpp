// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace mtlschain::base {

// Bytes is a read-only view of raw bytes (DER, digests); it owns nothing.
using Bytes = std::span<const unsigned char>;

// bytes_of views the characters of `text` as raw bytes.
Bytes bytes_of(std::string_view text);

// default_text_limit is how many bytes of foreign text are shown before it is cut.
inline constexpr std::size_t default_text_limit = 512;

// printable makes text from outside safe to print: valid UTF-8 passes; control characters (C0, DEL,
// C1), line and paragraph separators, bidi and zero-width marks become \n, \r, \t, \xNN or
// \u{NNNN}; bytes that are not UTF-8 become \xNN; a backslash stays. At most `limit` bytes of
// `text` are used, and the rest is replaced by "...(+N bytes)".
std::string printable(std::string_view text, std::size_t limit = default_text_limit);

// hex is the bytes in lower-case hexadecimal without separators.
std::string hex(Bytes bytes);

}  // namespace mtlschain::base
