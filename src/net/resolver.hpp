// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "net/address.hpp"
#include <mtlschain/observe/live.hpp>

namespace mtlschain::net {

namespace asio = boost::asio;

// Resolved is what became of a name: its addresses (port 0), or why there are none.
struct Resolved {
  std::vector<Address> addresses;
  std::string problem;
  bool cancelled = false;
};

// ResolverOptions: `servers` replaces the machine's name servers ("127.0.0.1:5353"), for tests.
struct ResolverOptions {
  observe::AddressFamily family = observe::AddressFamily::any;
  std::chrono::milliseconds timeout{5000};  // for one name, from its query
  std::string servers;
};

// Resolver looks names up on the loop it is given: each distinct name once, the answer shared by
// all who ask; at most 64 at a time; hosts file, then DNS with the search list. `localhost` and
// names below it are the loopback addresses (RFC 6761 6.3). Nothing is opened before the first
// name.
class Resolver {
 public:
  Resolver(const asio::any_io_executor& executor, ResolverOptions options);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  asio::awaitable<std::shared_ptr<const Resolved>> resolve(std::string name);
  // cancel ends all that is pending, as cancelled, and leaves nothing on the loop.
  void cancel();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mtlschain::net
