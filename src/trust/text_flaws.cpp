// SPDX-License-Identifier: Apache-2.0
#include "trust/sources.hpp"

namespace mtlschain::trust {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view blanks = " \t\r\v\f";

bool blank(std::string_view line) {
  return line.find_first_not_of(blanks) == std::string_view::npos;
}

}  // namespace

void text_flaws(std::string_view text, PluggedFile& file) {
  file.final_newline = text.empty() || text.back() == '\n';
  bool inside = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t ends = line.find(end_mark);
    const std::size_t begins = line.rfind(begin_mark);
    const bool has_end = ends != std::string_view::npos;
    const bool has_begin = begins != std::string_view::npos;
    if (has_end && has_begin && ends < begins) file.joined.push_back(number);
    const bool outside = !inside && !has_begin && !has_end && !blank(line);
    if (outside && !file.stray) file.stray = number;
    if (has_begin || has_end) inside = has_begin && (!has_end || ends < begins);
  }
}

}  // namespace mtlschain::trust
