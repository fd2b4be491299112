// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include <mtlschain/base/result.hpp>

namespace mtlschain::tests::fuzz {

// promise ends the run of one input where `kept` is false.
inline void promise(bool kept, const char* what) {
  if (!kept) throw std::logic_error{what};
}

// clean: no byte that a terminal acts upon, but for line ends.
inline bool clean(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n') || byte == 0x7F;
  });
}

// promise_error: an error has words, and they are one printable line.
inline void promise_error(const base::Error& error, base::Stage stage) {
  promise(error.stage == stage, "stage of the error");
  promise(!error.message.empty(), "an error says what is wrong");
  for (const std::string_view text : {error.message, error.hint}) {
    promise(clean(text) && text.find('\n') == text.npos, "an error is one printable line");
  }
}

}  // namespace mtlschain::tests::fuzz
