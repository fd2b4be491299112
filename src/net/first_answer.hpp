// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>

#include "net/socket.hpp"

namespace mtlschain::net {

enum class AnswerKind : std::uint8_t { tls, plaintext, closed, failed };

// FirstAnswer is what a peer says first: TLS is left unread, of plaintext the beginning is taken.
struct FirstAnswer {
  AnswerKind kind = AnswerKind::tls;
  int error = 0;      // the errno of `failed`
  std::string bytes;  // of `plaintext`, at most 256
};

// first_answer looks at a readable socket; for the rest of a line of plaintext it waits briefly,
// at most until `deadline`, and leaves the socket's deadline moved.
asio::awaitable<FirstAnswer> first_answer(Socket& socket, Clock::time_point deadline);

}  // namespace mtlschain::net
