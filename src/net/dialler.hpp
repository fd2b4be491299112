// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

#include "net/address.hpp"
#include "net/open_sockets.hpp"

namespace mtlschain::net {

// Call is what is dialled: the addresses of one name, in order.
struct Call {
  std::vector<Address> addresses;
  Clock::time_point deadline;
  bool staggered = true;  // the next address is tried while the one before has not answered
};

// Dialled is the outcome: a connected socket whose deadline is that of the call, or null and the
// errno of the last address that failed. ECONNRESET: the connection stood, and was reset at once.
struct Dialled {
  struct Miss {
    std::string address;
    int error = 0;  // 0: it had not answered yet when another address did
  };
  std::unique_ptr<OpenSocket> open;
  int error = 0;
  Address address;           // the one that answered, or the last one tried
  std::vector<Miss> misses;  // the addresses before it that gave no connection
};

// dial connects to the first address that answers (the idea of RFC 8305 5). The others are closed
// before anything is sent to them. Where this process is out of descriptors it waits for one.
asio::awaitable<Dialled> dial(asio::any_io_executor executor, OpenSockets& sockets, Call call);

}  // namespace mtlschain::net
