// SPDX-License-Identifier: Apache-2.0
#include "net/socket.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>

#include "net/use_result.hpp"

namespace mtlschain::net {
namespace {

using WaitType = asio::posix::stream_descriptor::wait_type;

int pending_error(int descriptor) {
  int error = 0;
  socklen_t length = sizeof error;
  const int result = getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
  return result == 0 ? error : errno;
}

}  // namespace

struct Socket::State : std::enable_shared_from_this<Socket::State> {
  explicit State(const asio::any_io_executor& executor)
      : clock(LoopClock::of(executor)), descriptor(executor), timer(executor) {}

  int verdict() const { return interrupted ? ECANCELED : expired ? ETIMEDOUT : 0; }

  void cancel() {
    boost::system::error_code ignored;
    descriptor.cancel(ignored);
  }

  asio::awaitable<int> wait(WaitType type) {
    if (const int known = verdict(); known != 0) co_return known;
    const auto [error] = co_await descriptor.async_wait(type, use_result);
    const int known = verdict();
    co_return known != 0 ? known : error.value();
  }

  // The timer runs by the steady clock: where the loop lost time, it is set once more.
  void watch_deadline() {
    timer.expires_after(deadline - clock.now());
    timer.async_wait(
        [weak = weak_from_this(), awaited = deadline](boost::system::error_code error) {
          const auto state = weak.lock();
          // A handler that is already queued when the deadline moves must not count for the new
          // one.
          if (error || !state || state->deadline != awaited) return;
          state->clock.beat();
          if (state->clock.now() < awaited) return state->watch_deadline();
          state->expired = true;
          state->cancel();
        });
  }

  LoopClock& clock;
  asio::posix::stream_descriptor descriptor;
  asio::steady_timer timer;
  Clock::time_point deadline{};
  bool expired = false;
  bool interrupted = false;
};

Socket::Socket(const asio::any_io_executor& executor) : state_(std::make_shared<State>(executor)) {}

Socket::Socket(const asio::any_io_executor& executor, int descriptor) : Socket(executor) {
  state_->descriptor.assign(descriptor);
}

Socket::~Socket() {
  close();
}

Clock::time_point Socket::now() const {
  return state_->clock.now();
}

void Socket::set_deadline(Clock::time_point deadline) {
  state_->expired = false;
  state_->deadline = deadline;
  state_->watch_deadline();
}

void Socket::interrupt() {
  state_->interrupted = true;
  state_->cancel();
}

asio::awaitable<int> Socket::connect(Address address) {
  boost::system::error_code ignored;
  state_->descriptor.close(ignored);
  const int fresh = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fresh < 0) co_return errno;
  state_->descriptor.assign(fresh);
  const int on = 1;
  if (address.family() != AF_UNIX) setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fresh, address.native(), address.length) == 0) co_return state_->verdict();
  if (errno != EINPROGRESS) co_return errno;
  const int waited = co_await writable();
  co_return waited != 0 ? waited : pending_error(fresh);
}

asio::awaitable<int> Socket::readable() {
  return state_->wait(WaitType::wait_read);
}

asio::awaitable<int> Socket::writable() {
  return state_->wait(WaitType::wait_write);
}

int Socket::descriptor() const {
  return state_->descriptor.native_handle();
}

void Socket::close() {
  boost::system::error_code ignored;
  state_->timer.cancel();
  state_->descriptor.close(ignored);
}

}  // namespace mtlschain::net
