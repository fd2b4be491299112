// SPDX-License-Identifier: Apache-2.0
#include "cli/messages.hpp"

#include <utility>

namespace mtlschain::cli {

void put_error(std::ostream& err, const base::Error& error) {
  err << "mtlschain: error: " << error.message << '\n';
  if (!error.hint.empty()) err << "mtlschain: hint: " << error.hint << '\n';
  err.flush();
}

int failed(const base::Error& error, const Streams& streams) {
  put_error(streams.err, error);
  return usage_code;
}

tl::unexpected<base::Error> refuse(std::string message, std::string hint) {
  return base::fail(base::Stage::options, std::move(message), std::move(hint));
}

void put_note(std::ostream& err, std::string_view text) {
  err << "mtlschain: note: " << text << '\n';
  err.flush();
}

}  // namespace mtlschain::cli
