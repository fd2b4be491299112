// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mtlschain::openssl {

// take_errors empties the thread's error queue and returns the reasons, oldest first, joined by ":
// "; empty if there were none. Detail that OpenSSL attached is printable.
std::string take_errors();

// QuietErrors forgets, at the end of its scope, the errors queued within it: an accessor that has
// "empty" for an answer must not leave traces for the next SSL_get_error of this thread.
class QuietErrors {
 public:
  QuietErrors();
  ~QuietErrors();
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

}  // namespace mtlschain::openssl
