// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <sstream>
#include <string_view>

#include "fuzz/promise.hpp"

namespace mtlschain::tests::fuzz {

// turn_of chooses what one input is put through, where all of it would take too long under the
// fuzzer: the same for the same bytes, and all choices alike over many inputs (FNV-1a).
inline std::size_t turn_of(std::string_view bytes, std::size_t choices) {
  std::size_t hash = 0xcbf29ce484222325U;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return (hash >> 32U) % choices;
}

// promise_screen: what a renderer writes for people is printable.
template <class Write>
void promise_screen(Write write) {
  std::ostringstream out;
  write(out);
  promise(!out.view().empty() && clean(out.view()), "text is printable");
}

// promise_json: what a renderer writes for programs is JSON, and one line where that was asked for.
inline void promise_json(std::string_view text, bool one_line) {
  promise(nlohmann::json::accept(text), "JSON");
  promise(clean(text), "JSON is printable");
  if (one_line) promise(text.find('\n') + 1 == text.size(), "one line of JSON");
}

}  // namespace mtlschain::tests::fuzz
