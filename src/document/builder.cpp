// SPDX-License-Identifier: Apache-2.0
#include "document/builder.hpp"

#include <fmt/format.h>

#include <utility>

#include <mtlschain/base/text.hpp>

namespace mtlschain::document {
namespace {

constexpr std::size_t shown_key = 32;  // a line of a private key is longer

}  // namespace

bool Builder::begin(Kind kind) {
  if (!count()) return false;
  if (open_.size() == max_depth) return refuse(fmt::format("nested deeper than {}", max_depth));
  open_.push_back({Value{kind}});
  return true;
}

bool Builder::end() {
  Value value = std::move(open_.back().value);
  open_.pop_back();
  place(std::move(value));
  return true;
}

bool Builder::key(std::string text) {
  Open& map = open_.back();
  if (!map.keys.insert(text).second) {
    if (text.size() > shown_key) return refuse("a key stands twice in one object");
    return refuse(fmt::format("the key \"{}\" stands twice in one object", base::printable(text)));
  }
  map.key = std::move(text);
  map.has_key = true;
  return true;
}

bool Builder::scalar(Kind kind, std::string text) {
  if (!count()) return false;
  place({kind, {}, std::move(text)});
  return true;
}

bool Builder::wants_key() const {
  return !open_.empty() && open_.back().value.kind == Kind::map && !open_.back().has_key;
}

bool Builder::refuse(std::string problem) {
  problem_ = std::move(problem);
  return false;
}

bool Builder::count() {
  if (++values_ <= max_values) return true;
  return refuse(fmt::format("more than {} values", max_values));
}

void Builder::place(Value value) {
  if (open_.empty()) {
    documents_.push_back(std::move(value));
    return;
  }
  Open& container = open_.back();
  value.key = std::move(container.key);
  container.has_key = false;
  container.value.items.push_back(std::move(value));
}

}  // namespace mtlschain::document
