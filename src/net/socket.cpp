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
  explicit State(const asio::any_io_executor& executor) : descriptor(executor), timer(executor) {}

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

  asio::posix::stream_descriptor descriptor;
  asio::steady_timer timer;
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

void Socket::set_deadline(Clock::time_point deadline) {
  state_->expired = false;
  state_->timer.expires_at(deadline);
  // A handler that is already queued when the deadline moves must not count for the new one.
  state_->timer.async_wait(
      [weak = std::weak_ptr(state_), deadline](boost::system::error_code error) {
        const auto state = weak.lock();
        if (error || !state || state->timer.expiry() != deadline) return;
        state->expired = true;
        state->cancel();
      });
}

void Socket::interrupt() {
  state_->interrupted = true;
  state_->cancel();
}

bool Socket::interrupted() const {
  return state_->interrupted;
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
