// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace mtlschain::x509 {

// Base64Body gathers the lines of one PEM block and decodes them at its end. Unlike OpenSSL, which
// takes a dash for the end of data, it accepts nothing but the alphabet, padding and blanks.
class Base64Body {
 public:
  // add takes one line; false if it holds a character that is not base64, or anything after
  // padding.
  bool add(std::string_view line);

  // empty: no character was added yet.
  bool empty() const { return characters_.empty(); }

  // decode gives the bytes, or what is wrong with the whole.
  tl::expected<std::string, std::string> decode() const;

 private:
  std::string characters_;
  std::size_t padding_ = 0;
};

}  // namespace mtlschain::x509
