// SPDX-License-Identifier: Apache-2.0
#include "report/layout.hpp"

#include <algorithm>
#include <array>

namespace mtlschain::report {

namespace {

// Below this a screen is not laid out any narrower.
constexpr std::size_t least_width = 40;
constexpr std::size_t deepest_indent_share = 2;

bool begins_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// bytes_in is how many bytes of `text` fill `count` columns.
std::size_t bytes_in(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (std::size_t seen = 0; at < text.size(); ++at) {
    if (begins_code_point(text[at]) && seen++ == count) break;
  }
  return at;
}

}  // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_code_point));
}

std::vector<std::string> wrap(std::string_view text, std::size_t first, std::size_t rest) {
  std::vector<std::string> lines;
  std::size_t room = std::max<std::size_t>(first, 1);
  while (columns(text) > room) {
    const std::size_t most = bytes_in(text, room);
    std::size_t end = text.rfind(' ', most);
    const bool at_space = end != std::string_view::npos && end > 0;
    if (!at_space) end = most;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(at_space ? end + 1 : end);
    room = std::max<std::size_t>(rest, 1);
  }
  lines.emplace_back(text);
  return lines;
}

Page::Page(std::ostream& out, const Style& style)
    : out_(out), colour_(style.colour), width_(std::max(style.width, least_width)) {}

std::string Page::inked(std::string_view text, Ink ink) const {
  static constexpr std::array<std::string_view, 6> begins{"",         "\x1b[1m",  "\x1b[2m",
                                                          "\x1b[32m", "\x1b[33m", "\x1b[31m"};
  const std::string_view begin = begins.at(static_cast<std::size_t>(ink));
  if (!colour_ || begin.empty() || text.empty()) return std::string(text);
  return std::string(begin).append(text).append("\x1b[0m");
}

bool Page::fits(std::string_view lead, std::string_view text) const {
  return columns(lead) + columns(text) <= width_;
}

void Page::put(std::string_view lead, std::string_view text, Ink ink) {
  const std::size_t used = columns(lead);
  const std::size_t indent = used <= width_ / deepest_indent_share ? used : 4;
  bool at_lead = used < width_;
  out_ << lead;
  if (!at_lead) out_ << '\n';
  const auto lines = wrap(text, at_lead ? width_ - used : width_ - indent, width_ - indent);
  for (const std::string& piece : lines) {
    if (!at_lead) out_ << std::string(indent, ' ');
    out_ << inked(piece, ink) << '\n';
    at_lead = false;
  }
}

void Page::line(std::string_view text, Ink ink) {
  out_ << inked(text, ink) << '\n';
}

}  // namespace mtlschain::report
