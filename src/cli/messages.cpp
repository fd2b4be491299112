// SPDX-License-Identifier: Apache-2.0
#include "cli/messages.hpp"

namespace mtlschain::cli {

void put_error(std::ostream& err, const base::Error& error) {
  err << "mtlschain: error: " << error.message << '\n';
  if (!error.hint.empty()) err << "mtlschain: hint: " << error.hint << '\n';
  err.flush();
}

void put_note(std::ostream& err, std::string_view text) {
  err << "mtlschain: note: " << text << '\n';
  err.flush();
}

}  // namespace mtlschain::cli
