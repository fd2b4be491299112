// SPDX-License-Identifier: Apache-2.0
#include "document/value.hpp"

#include <algorithm>
#include <charconv>

namespace mtlschain::document {
namespace {

// spells: `key` is `name`, or its lowerCamelCase form.
bool spells(std::string_view key, std::string_view name) {
  if (key == name) return true;
  std::size_t at = 0;
  bool raise = false;
  for (const char c : name) {
    if (c == '_') {
      raise = true;
      continue;
    }
    const bool small = c >= 'a' && c <= 'z';
    const char wanted = raise && small ? static_cast<char>(c - 'a' + 'A') : c;
    if (at == key.size() || key[at] != wanted) return false;
    raise = false;
    ++at;
  }
  return at == key.size();
}

std::span<const Value> items_if(const Value* value, Kind kind) {
  if (value == nullptr || value->kind != kind) return {};
  return value->items;
}

}  // namespace

const Value* member(const Value* map, std::string_view name) {
  const auto members = members_of(map);
  const auto found =
      std::ranges::find_if(members, [&](const Value& value) { return spells(value.key, name); });
  return found == members.end() ? nullptr : &*found;
}

std::string_view text_of(const Value* value) {
  if (value == nullptr || value->kind != Kind::text) return {};
  return value->text;
}

std::optional<std::uint64_t> number_of(const Value* value) {
  if (value == nullptr || value->kind != Kind::number) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

bool is_true(const Value* value) {
  return value != nullptr && value->kind == Kind::boolean && value->text == "true";
}

std::span<const Value> items_of(const Value* value) {
  return items_if(value, Kind::list);
}

std::span<const Value> members_of(const Value* value) {
  return items_if(value, Kind::map);
}

}  // namespace mtlschain::document
