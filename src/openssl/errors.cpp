// SPDX-License-Identifier: Apache-2.0
#include "openssl/errors.hpp"

#include <openssl/err.h>

#include <mtlschain/base/text.hpp>

namespace mtlschain::openssl {

std::string take_errors() {
  std::string out;
  const char* detail = nullptr;
  int flags = 0;
  while (const unsigned long code = ERR_get_error_all(nullptr, nullptr, nullptr, &detail, &flags)) {
    const char* reason = ERR_reason_error_string(code);
    if (!out.empty()) out += ": ";
    out += reason != nullptr ? reason : "error " + std::to_string(ERR_GET_REASON(code));
    const bool has_detail = (flags & ERR_TXT_STRING) != 0 && detail != nullptr && *detail != '\0';
    if (has_detail) out += " (" + base::printable(detail) + ")";
  }
  return out;
}

QuietErrors::QuietErrors() {
  ERR_set_mark();
}

QuietErrors::~QuietErrors() {
  ERR_pop_to_mark();
}

}  // namespace mtlschain::openssl
