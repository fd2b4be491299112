// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "report/layout.hpp"
#include <mtlschain/judge/compare.hpp>

namespace mtlschain::report {

// places_text lists where a side has a certificate.
std::string places_text(const judge::Held& held);

// Letters name the two sides of a direction.
struct Letters {
  std::string_view from;
  std::string_view to;
};

// put_direction writes the question, its answer, and why.
void put_direction(Page& page, const Letters& letters, const judge::Direction& direction);

}  // namespace mtlschain::report
