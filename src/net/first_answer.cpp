// SPDX-License-Identifier: Apache-2.0
#include "net/first_answer.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace mtlschain::net {
namespace {

using namespace std::chrono_literals;

constexpr auto plaintext_patience = 100ms;
constexpr std::size_t max_first_bytes = 256;
constexpr unsigned char alert_record = 0x15;
constexpr unsigned char handshake_record = 0x16;

using FirstBytes = std::array<char, max_first_bytes>;

bool begins_tls(char byte) {
  const auto type = static_cast<unsigned char>(byte);
  return type == handshake_record || type == alert_record;
}

asio::awaitable<std::string> read_line(Socket& socket) {
  FirstBytes bytes{};
  std::string seen;
  while (seen.size() < bytes.size() && seen.find('\n') == std::string::npos) {
    const ssize_t got = recv(socket.descriptor(), bytes.data(), bytes.size() - seen.size(), 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) break;
    if (got > 0) seen.append(bytes.data(), static_cast<std::size_t>(got));
    const int waited = co_await socket.readable();
    if (waited != 0) break;
  }
  co_return seen;
}

}  // namespace

asio::awaitable<FirstAnswer> first_answer(Socket& socket, Clock::time_point deadline) {
  FirstAnswer answer;
  char byte = 0;
  const ssize_t got = recv(socket.descriptor(), &byte, 1, MSG_PEEK);
  if (got < 0 && errno == EAGAIN) co_return answer;
  if (got > 0 && begins_tls(byte)) co_return answer;
  if (got < 0) {
    answer.kind = AnswerKind::failed;
    answer.error = errno;
  } else if (got == 0) {
    answer.kind = AnswerKind::closed;
  } else {
    answer.kind = AnswerKind::plaintext;
    socket.set_deadline(std::min(deadline, socket.now() + plaintext_patience));
    answer.bytes = co_await read_line(socket);
  }
  co_return answer;
}

}  // namespace mtlschain::net
