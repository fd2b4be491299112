// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

#include "net/address.hpp"
#include "net/loop_clock.hpp"

namespace mtlschain::net {

// Socket is one non-blocking stream socket under one deadline: Asio tells when it is ready, reading
// and writing are the caller's. Every wait gives 0, ETIMEDOUT once the deadline passed, or
// ECANCELED once `interrupt` was called. Deadlines are times of the loop's LoopClock. One coroutine
// uses it at a time.
class Socket {
 public:
  explicit Socket(const asio::any_io_executor& executor);
  // Takes over a connected or listening descriptor.
  Socket(const asio::any_io_executor& executor, int descriptor);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  Clock::time_point now() const;  // of the LoopClock
  // set_deadline replaces the deadline of all later waits; it is not over before this call.
  void set_deadline(Clock::time_point deadline);
  // interrupt ends the pending wait and all later ones.
  void interrupt();

  // connect opens a new socket (an earlier one is closed) and gives 0 or the errno: ECONNRESET
  // where the connection stood and was reset at once.
  asio::awaitable<int> connect(Address address);
  asio::awaitable<int> readable();
  asio::awaitable<int> writable();

  int descriptor() const;
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mtlschain::net
