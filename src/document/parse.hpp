// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "document/value.hpp"
#include <mtlschain/base/result.hpp>

namespace mtlschain::document {

// max_bytes is the largest text that is parsed.
inline constexpr std::size_t max_bytes = 8U << 20U;

// is_structured: the text is JSON or YAML, or a damaged piece of it; by its first character or by
// the keys at the beginning of its lines. Text with a PEM block is not: in a document a BEGIN never
// stands at the beginning of a line.
bool is_structured(std::string_view text);

// parse reads JSON, JSON lines, or YAML (one or more documents): at most max_bytes, bounded in
// depth and number of values (builder.hpp), no key twice in one object, no YAML aliases. Fails
// (stage load) saying what and where; the message names no file.
base::Result<std::vector<Value>> parse(std::string_view text);

// The two languages; parse chooses.
base::Result<std::vector<Value>> parse_json(std::string_view text);
base::Result<std::vector<Value>> parse_yaml(std::string_view text);

}  // namespace mtlschain::document
