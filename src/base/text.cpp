// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include <mtlschain/base/text.hpp>

namespace mtlschain::base {
namespace {

// CodePoint is one decoded UTF-8 sequence; `length` 0 means that the byte begins none.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};

// Lead is a row of RFC 3629 table 3-7: the smallest value of a length keeps overlong forms out.
struct Lead {
  unsigned char mask;
  unsigned char pattern;
  std::size_t length;
  char32_t smallest;
};
constexpr std::array<Lead, 4> leads{
    {{0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}}};

bool is_scalar(char32_t value) {
  return value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

CodePoint decode(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const auto* lead =
      std::ranges::find_if(leads, [&](const Lead& l) { return (first & l.mask) == l.pattern; });
  if (lead == leads.end() || text.size() < lead->length) return {};
  auto value = static_cast<char32_t>(first & static_cast<unsigned char>(~lead->mask));
  for (const char c : text.substr(1, lead->length - 1)) {
    const auto next = static_cast<unsigned char>(c);
    if ((next & 0xC0U) != 0x80U) return {};
    value = (value << 6U) | (next & 0x3FU);
  }
  if (value < lead->smallest || !is_scalar(value)) return {};
  return {value, lead->length};
}

// Range is a run of code points that move the cursor, reorder text or cannot be seen.
struct Range {
  char32_t first;
  char32_t last;
};
constexpr std::array<Range, 14> unprintable{{{0x00, 0x1F},
                                             {0x7F, 0x9F},
                                             {0xAD, 0xAD},
                                             {0x61C, 0x61C},
                                             {0x115F, 0x1160},
                                             {0x180B, 0x180E},
                                             {0x200B, 0x200F},
                                             {0x2028, 0x202E},
                                             {0x2060, 0x206F},
                                             {0x3164, 0x3164},
                                             {0xFE00, 0xFE0F},
                                             {0xFEFF, 0xFEFF},
                                             {0xFFF9, 0xFFFB},
                                             {0xE0000, 0xE0FFF}}};

bool is_printable(char32_t value) {
  return std::ranges::none_of(unprintable,
                              [&](const Range& r) { return value >= r.first && value <= r.last; });
}

void append_escaped(std::string& out, char32_t value) {
  if (value == U'\n') {
    out += "\\n";
  } else if (value == U'\r') {
    out += "\\r";
  } else if (value == U'\t') {
    out += "\\t";
  } else if (value < 0x80) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<std::uint32_t>(value));
  } else {
    fmt::format_to(std::back_inserter(out), "\\u{{{:04x}}}", static_cast<std::uint32_t>(value));
  }
}

}  // namespace

Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t used = 0;
  while (used < text.size()) {
    const CodePoint point = decode(text.substr(used));
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    if (used + length > limit) break;
    if (point.length == 0) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[used]));
    } else if (is_printable(point.value)) {
      out += text.substr(used, length);
    } else {
      append_escaped(out, point.value);
    }
    used += length;
  }
  if (used < text.size()) {
    fmt::format_to(std::back_inserter(out), "...(+{} bytes)", text.size() - used);
  }
  return out;
}

std::string hex(Bytes bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    fmt::format_to(std::back_inserter(out), "{:02x}", byte);
  }
  return out;
}

}  // namespace mtlschain::base
