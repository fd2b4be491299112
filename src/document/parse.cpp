// SPDX-License-Identifier: Apache-2.0
#include "document/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mtlschain::document {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Keys at the top of the YAML that kubectl and istioctl write.
constexpr std::array<std::string_view, 8> top_keys{
    "apiVersion:",   "configs:",     "dynamicActiveSecrets:", "dynamicWarmingSecrets:",
    "certificates:", "- certChain:", "- apiVersion:",         "- caCert:"};

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return text;
}

char first_character(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? '\0' : text[first];
}

bool is_json(std::string_view text) {
  const char first = first_character(without_mark(text));
  return first == '{' || first == '[';
}

// starts_line: some line of the text begins with `word`.
bool starts_line(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (at == 0 || text[at - 1] == '\n') return true;
  }
  return false;
}

}  // namespace

bool is_structured(std::string_view text) {
  text = without_mark(text);
  if (starts_line(text, "-----BEGIN ")) return false;
  return is_json(text) || std::ranges::any_of(top_keys, [&](std::string_view key) {
           return starts_line(text, key);
         });
}

base::Result<std::vector<Value>> parse(std::string_view text) {
  if (text.size() > max_bytes) {
    return base::fail(
        base::Stage::load, fmt::format("larger than {} MiB", max_bytes >> 20U),
        "ask Envoy for config_dump?mask=dynamic_active_secrets,dynamic_warming_secrets");
  }
  return is_json(text) ? parse_json(without_mark(text)) : parse_yaml(text);
}

}  // namespace mtlschain::document
