// SPDX-License-Identifier: Apache-2.0
#include "net/acceptance.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>

namespace mtlschain::net {
namespace {

using namespace std::chrono_literals;
using observe::ClientCertificateOutcome;

// A peer that refuses says so within a round trip, unless it is busy; measured with Envoy, 180 of
// 180 answered the close_notify that follows.
constexpr auto listening_time = 300ms;
// A message without a pause costs the loop at most as much as deriving new keys (KeyUpdate).
constexpr unsigned messages_without_pause = 8;
// What a peer may send before its verdict: nobody needs more, and a flood must end.
constexpr unsigned max_messages = 1024;

// Heard is how the peer's side of the connection went on.
enum class Heard : std::uint8_t { nothing, life, closed, alert, ended, interrupted };

bool wants_more(SSL* ssl, int result) {
  return SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ;
}

Heard end_of(SSL* ssl, int result, const Recording& recording) {
  const bool closed = SSL_get_error(ssl, result) == SSL_ERROR_ZERO_RETURN;
  ERR_clear_error();
  if (observe::refusal(recording.alerts) != nullptr) return Heard::alert;
  return closed ? Heard::closed : Heard::ended;
}

// listen reads until something tells, or the socket's deadline passed.
asio::awaitable<Heard> listen(SSL* ssl, Socket& socket, Recording& recording) {
  const auto executor = co_await asio::this_coro::executor;
  char byte = 0;
  for (unsigned messages = 0; messages < max_messages; ++messages) {
    if (recording.ticket) co_return Heard::life;
    ERR_clear_error();
    const std::size_t records = recording.records;
    const int got = SSL_read(ssl, &byte, 1);
    if (got > 0) co_return Heard::life;
    if (!wants_more(ssl, got)) co_return end_of(ssl, got, recording);
    if (recording.records != records) {
      if (messages % messages_without_pause == 0)
        co_await asio::post(executor, asio::use_awaitable);
      continue;
    }
    recording.reads = 0;
    const int waited = co_await socket.readable();
    if (waited == ETIMEDOUT) co_return Heard::nothing;
    if (waited != 0) co_return waited == ECANCELED ? Heard::interrupted : Heard::ended;
  }
  co_return Heard::nothing;
}

// say_goodbye sends close_notify, which a peer that is satisfied answers.
asio::awaitable<void> say_goodbye(SSL* ssl, Socket& socket) {
  SSL_set_quiet_shutdown(ssl, 0);
  for (;;) {
    ERR_clear_error();
    const int result = SSL_shutdown(ssl);
    if (result >= 0 || SSL_get_error(ssl, result) != SSL_ERROR_WANT_WRITE) co_return;
    const int waited = co_await socket.writable();
    if (waited != 0) co_return;
  }
}

Acceptance acceptance_of(Heard heard) {
  switch (heard) {
    case Heard::life:
    case Heard::closed:
      return {ClientCertificateOutcome::accepted};
    case Heard::alert:
      return {ClientCertificateOutcome::refused};
    case Heard::ended:
      return {.outcome = ClientCertificateOutcome::refused, .silent_end = true};
    case Heard::interrupted:
      return {.outcome = ClientCertificateOutcome::unknown, .interrupted = true};
    case Heard::nothing:
      break;
  }
  return {};
}

}  // namespace

asio::awaitable<Acceptance> ask_for_acceptance(SSL* ssl, Socket& socket, Recording& recording,
                                               Clock::time_point deadline) {
  socket.set_deadline(std::min(deadline, socket.now() + listening_time));
  Heard heard = co_await listen(ssl, socket, recording);
  if (heard == Heard::nothing) {
    socket.set_deadline(deadline);
    co_await say_goodbye(ssl, socket);
    heard = co_await listen(ssl, socket, recording);
  }
  ERR_clear_error();
  co_return acceptance_of(heard);
}

}  // namespace mtlschain::net
