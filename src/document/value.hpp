// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mtlschain::document {

// Kind is what a value of a JSON or YAML document is. A YAML scalar is text, or null.
enum class Kind : std::uint8_t { null, boolean, number, text, list, map };

// Value is one value of a document that somebody else wrote. The readers below make the wrong kind
// look like an absent one, so that nobody has to check first.
struct Value {
  Kind kind = Kind::null;
  std::string key{};           // where it is a member of a map
  std::string text{};          // of text (raw bytes, valid UTF-8) and number; "true", "false"
  std::vector<Value> items{};  // of a list or map, in the document's order
};

// member is the value of a map's key, or null. A name in snake_case is also found as
// lowerCamelCase: Protobuf's JSON has both.
const Value* member(const Value* map, std::string_view name);

// text_of is the characters of a text, else empty.
std::string_view text_of(const Value* value);
// number_of is a number from 0 on, empty where it is none or has a fraction.
std::optional<std::uint64_t> number_of(const Value* value);
bool is_true(const Value* value);

// items_of are the elements of a list; members_of those of a map; empty for anything else.
std::span<const Value> items_of(const Value* value);
std::span<const Value> members_of(const Value* value);

}  // namespace mtlschain::document
