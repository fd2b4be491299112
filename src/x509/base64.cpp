// SPDX-License-Identifier: Apache-2.0
#include "x509/base64.hpp"

#include <openssl/evp.h>

namespace mtlschain::x509 {
namespace {

bool in_alphabet(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

}  // namespace

bool Base64Body::add(std::string_view line) {
  for (const char c : line) {
    if (blank(c)) continue;
    const bool pads = c == '=' && padding_ < 2;
    if (!pads && (padding_ > 0 || !in_alphabet(c))) return false;
    if (pads) ++padding_;
    characters_.push_back(c);
  }
  return true;
}

tl::expected<std::string, std::string> Base64Body::decode() const {
  if (characters_.empty()) return tl::unexpected<std::string>("the block is empty");
  if (characters_.size() % 4 != 0) {
    return tl::unexpected<std::string>("the base64 text is cut: its length is not a multiple of 4");
  }
  std::string out(characters_.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(characters_.data()),
                                     static_cast<int>(characters_.size()));
  if (length < 0) return tl::unexpected<std::string>("bad base64");
  out.resize(static_cast<std::size_t>(length) - padding_);
  return out;
}

}  // namespace mtlschain::x509
