// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <mtlschain/base/text.hpp>

using namespace std::string_view_literals;
using mtlschain::base::printable;

namespace mtlschain::base {

TEST_CASE("printable escapes what moves the cursor, reorders or hides") {
  CHECK(printable("plain \\ text") == "plain \\ text");
  CHECK(printable("a\nb\r\tc") == "a\\nb\\r\\tc");
  CHECK(printable("\x1b[31m\0\x7f"sv) == "\\x1b[31m\\x00\\x7f");
  CHECK(printable("Ä€𝄞") == "Ä€𝄞");
  CHECK(printable("\xc2\x85") == "\\u{0085}");
  CHECK(printable("\u202egnp\u200b\ufeff\u2028") == "\\u{202e}gnp\\u{200b}\\u{feff}\\u{2028}");
  CHECK(printable("\U000e0001") == "\\u{e0001}");
}

TEST_CASE("printable shows bytes that are not UTF-8") {
  CHECK(printable("\xff\xc3") == "\\xff\\xc3");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");           // overlong
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(printable("\xe2\x82") == "\\xe2\\x82");
}

TEST_CASE("printable cuts at its limit, never inside a character") {
  CHECK(printable("abcdef", 6) == "abcdef");
  CHECK(printable("abcdef", 4) == "abcd...(+2 bytes)");
  CHECK(printable("abc€", 4) == "abc...(+3 bytes)");
  CHECK(printable(std::string(100'000, 'x')).size() < 600);
}

TEST_CASE("hex is lower case without separators") {
  CHECK(hex(bytes_of("\x00\xAB\x7f"sv)) == "00ab7f");
  CHECK(hex({}).empty());
}

}  // namespace mtlschain::base
