// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "net/address.hpp"
#include "net/descriptor_limit.hpp"
#include "net/open_sockets.hpp"
#include "net/resolver.hpp"
#include "net/tls_context.hpp"
#include <mtlschain/observe/live.hpp>

namespace mtlschain::net {

// Scheduler looks at all targets of a run on one loop, a bounded number at a time. A place in the
// window is what works: a probe that only waits for the peer's word on our certificate has left it.
class Scheduler {
 public:
  Scheduler(const observe::LiveRun& run, SSL_CTX* context, observe::Stopper& stopper);

  // observe_all returns once every target that was begun is handed over, and gives the number of
  // those that were not begun. Fails (stage options) where this process may not open a single
  // connection more.
  base::Result<std::size_t> observe_all();

 private:
  class Place;

  std::optional<std::size_t> next_target();
  bool may_begin() const;
  void begin_more();
  void begin(std::size_t index);
  void ended(std::exception_ptr error);
  asio::awaitable<void> observe_target(std::size_t index, std::shared_ptr<Place> place);
  asio::awaitable<void> look_at(std::size_t index, std::vector<Address> addresses,
                                std::string servername, std::shared_ptr<Place> place);
  observe::Observation blank(std::size_t index) const;
  void stop();
  void turn_until_done();
  std::size_t not_begun() const;

  const observe::LiveRun& run_;
  SSL_CTX* context_;
  observe::Stopper& stopper_;
  OpenSockets sockets_;  // before the loop, whose coroutines are registered there
  asio::io_context loop_{1};
  Resolver resolver_;
  std::optional<observe::User> captured_user_;
  Window window_;
  std::size_t next_ = 0;
  std::size_t working_ = 0;  // targets that hold a place
  std::size_t begun_ = 0;    // targets that are not handed over yet
  bool beginning_ = false;
  bool stopping_ = false;
  std::exception_ptr error_;
};

}  // namespace mtlschain::net
