// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

#include "net/resolver.hpp"
#include <mtlschain/observe/live.hpp>

namespace mtlschain::net {

// Destination is what is dialled for a target, and as whom.
struct Destination {
  std::optional<observe::HostPort> host;  // else `path`
  std::string path;
  std::string servername;  // empty sends none
};

Destination destination_of(const observe::Target& target, const observe::LiveOptions& options);

// Places is where a destination leads, or why nowhere.
struct Places {
  std::vector<Address> addresses;
  std::optional<observe::Failure> failure;
};

// find gives the addresses of a destination, asking the resolver where it is a name.
asio::awaitable<Places> find(Resolver& resolver, Destination destination);

}  // namespace mtlschain::net
