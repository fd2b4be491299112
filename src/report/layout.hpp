// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/report/render.hpp>

namespace mtlschain::report {

// Ink is what a piece of text means; the page knows which colour that is.
enum class Ink : std::uint8_t { plain, strong, faint, good, caution, bad };

// columns is the number of terminal columns of printable text (one for each code point).
std::size_t columns(std::string_view text);

// wrap breaks text at spaces so that the first line has at most `first` columns and the others at
// most `rest`; a word that fits on no line is broken inside.
std::vector<std::string> wrap(std::string_view text, std::size_t first, std::size_t rest);

// Page writes lines within a style. All text given to it is already printable.
class Page {
 public:
  Page(std::ostream& out, const Style& style);

  // put writes `lead` and then `text`, whose further lines stand below its first.
  void put(std::string_view lead, std::string_view text, Ink ink = Ink::plain);
  // line writes text that must not be broken.
  void line(std::string_view text, Ink ink = Ink::plain);
  // fits says whether `lead` and `text` need one line only.
  bool fits(std::string_view lead, std::string_view text) const;

 private:
  std::string inked(std::string_view text, Ink ink) const;

  std::ostream& out_;
  bool colour_;
  std::size_t width_;
};

}  // namespace mtlschain::report
