// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>

#include "net/address.hpp"

namespace mtlschain::net {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// Socket is one non-blocking stream socket under one deadline: Asio tells when it is ready, reading
// and writing are the caller's. Every wait gives 0, ETIMEDOUT once the deadline passed, or
// ECANCELED once `interrupt` was called. One coroutine uses it at a time.
class Socket {
 public:
  explicit Socket(const asio::any_io_executor& executor);
  // Takes over a connected or listening descriptor.
  Socket(const asio::any_io_executor& executor, int descriptor);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // set_deadline replaces the deadline of all later waits; it is not over before this call.
  void set_deadline(Clock::time_point deadline);
  // interrupt ends the pending wait and all later ones.
  void interrupt();
  bool interrupted() const;

  // connect opens a new socket (an earlier one is closed) and gives 0 or the errno.
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
