// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

#include <mtlschain/base/result.hpp>

namespace mtlschain::net {

// Address is what connect(2) takes: IPv4, IPv6 or a Unix socket.
struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  int family() const { return storage.ss_family; }
  // native views the storage as the socket calls want it.
  const sockaddr* native() const { return reinterpret_cast<const sockaddr*>(&storage); }
  // text is "10.0.0.7:8000", "[::1]:8000", "unix:/path" or "unix:@abstract"; printable.
  std::string text() const;
};

// parse_literal reads an IPv4 or IPv6 address ("fe80::1%eth0" with its zone); empty for a name.
std::optional<Address> parse_literal(const std::string& host, std::uint16_t port);

// unix_address is a path or, with a leading `@`, a name in Linux' abstract name space. Fails
// (stage options) when it is longer than the kernel takes.
base::Result<Address> unix_address(const std::string& path);

// at_port is the same IP address with another port.
Address at_port(Address address, std::uint16_t port);

}  // namespace mtlschain::net
