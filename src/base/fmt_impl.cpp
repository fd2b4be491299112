// SPDX-License-Identifier: Apache-2.0
// The one place where fmt's own code is compiled: Debian has no static libfmt.
#include <fmt/format-inl.h>

// What other files use of its templates, which fmt declares `extern`.
template auto fmt::detail::thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template auto fmt::detail::decimal_point_impl<char>(locale_ref) -> char;
