// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include <mtlschain/base/time.hpp>
#include <mtlschain/judge/compare.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::report {

// Compared is what was compared and what came of it: the one input of these renderers.
struct Compared {
  judge::Side a;
  judge::Side b;
  judge::Comparison comparison;
  base::Time at{};
  std::string openssl;  // OpenSSL_version(OPENSSL_VERSION) of the running library
};

// write_comparison_text writes the screen: `-` only in A, `+` only in B, `~` changed, `=` in both,
// `!` remarks; then both directions; last the verdict.
void write_comparison_text(std::ostream& out, const Compared& compared, const Style& style);

// write_comparison_json writes one object, indented or on one line; schema:
// testdata/compare.schema.json.
enum class Layout : std::uint8_t { indented, one_line };
void write_comparison_json(std::ostream& out, const Compared& compared, Layout layout);

}  // namespace mtlschain::report
