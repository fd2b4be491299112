// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string_view>

#include <mtlschain/base/result.hpp>

namespace mtlschain::cli {

// put_error writes the two lines of an error: what, and (where there is one) the way out.
void put_error(std::ostream& err, const base::Error& error);

// put_note writes one line that is no error.
void put_note(std::ostream& err, std::string_view text);

}  // namespace mtlschain::cli
