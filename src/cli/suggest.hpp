// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mtlschain::cli {

// nearest is the word of `known` that a person probably meant by `word`: at most a third of its
// letters wrong, missing, added or swapped; empty when there is none.
std::string nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace mtlschain::cli
