// SPDX-License-Identifier: Apache-2.0
#include "net/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>

#include <mtlschain/base/text.hpp>

namespace mtlschain::net {
namespace {

template <class Native>
Native native_of(const Address& address) {
  Native native{};
  std::memcpy(&native, &address.storage, sizeof native);
  return native;
}

template <class Native>
Address address_of(const Native& native, std::size_t length = sizeof(Native)) {
  Address address;
  std::memcpy(&address.storage, &native, sizeof native);
  address.length = static_cast<socklen_t>(length);
  return address;
}

std::string zone_text(std::uint32_t scope) {
  std::array<char, IF_NAMESIZE> name{};
  if (scope == 0) return {};
  if (if_indextoname(scope, name.data()) == nullptr) return fmt::format("%{}", scope);
  return fmt::format("%{}", name.data());
}

std::string ip_text(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.family() == AF_INET) {
    const auto v4 = native_of<sockaddr_in>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return fmt::format("{}:{}", text.data(), ntohs(v4.sin_port));
  }
  const auto v6 = native_of<sockaddr_in6>(address);
  inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  return fmt::format("[{}{}]:{}", text.data(), zone_text(v6.sin6_scope_id), ntohs(v6.sin6_port));
}

std::string unix_text(const Address& address) {
  const auto native = native_of<sockaddr_un>(address);
  std::string path{native.sun_path, address.length - offsetof(sockaddr_un, sun_path)};
  if (path.starts_with('\0')) path.front() = '@';
  while (path.ends_with('\0')) path.pop_back();
  return "unix:" + base::printable(path);
}

// scope_of is the number of an IPv6 zone: an interface's name or its index; 0 for neither.
std::uint32_t scope_of(const std::string& zone) {
  if (const unsigned index = if_nametoindex(zone.c_str()); index != 0) return index;
  std::uint32_t number = 0;
  const auto end = zone.data() + zone.size();
  const auto [stop, error] = std::from_chars(zone.data(), end, number);
  return error == std::errc{} && stop == end ? number : 0;
}

}  // namespace

std::string Address::text() const {
  return family() == AF_UNIX ? unix_text(*this) : ip_text(*this);
}

std::optional<Address> parse_literal(const std::string& host, std::uint16_t port) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) return address_of(v4);

  const std::size_t percent = host.find('%');
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  if (inet_pton(AF_INET6, host.substr(0, percent).c_str(), &v6.sin6_addr) != 1) return std::nullopt;
  if (percent != std::string::npos) v6.sin6_scope_id = scope_of(host.substr(percent + 1));
  return address_of(v6);
}

base::Result<Address> unix_address(const std::string& path) {
  sockaddr_un native{};
  native.sun_family = AF_UNIX;
  if (path.size() >= sizeof native.sun_path) {
    return base::fail(base::Stage::options,
                      fmt::format("unix socket path of {} bytes is too long", path.size()),
                      fmt::format("at most {} bytes: connect from a directory nearer to it",
                                  sizeof native.sun_path - 1));
  }
  path.copy(native.sun_path, path.size());
  const bool abstract = path.starts_with('@');
  if (abstract) native.sun_path[0] = '\0';
  return address_of(native, offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
}

Address at_port(Address address, std::uint16_t port) {
  if (address.family() == AF_INET) {
    auto v4 = native_of<sockaddr_in>(address);
    v4.sin_port = htons(port);
    return address_of(v4);
  }
  auto v6 = native_of<sockaddr_in6>(address);
  v6.sin6_port = htons(port);
  return address_of(v6);
}

}  // namespace mtlschain::net
