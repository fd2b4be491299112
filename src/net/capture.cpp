// SPDX-License-Identifier: Apache-2.0
#include "net/capture.hpp"

#include <netinet/in.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string>

namespace mtlschain::net {
namespace {

constexpr std::string_view outbound_port = ":3A99";  // 15001
constexpr std::string_view listening = "0A";
constexpr std::uint32_t proxy_user = 1337;
constexpr std::array tables{"/proc/net/tcp", "/proc/net/tcp6"};

bool on_loopback(const sockaddr_in& address) {
  return (ntohl(address.sin_addr.s_addr) >> 24U) == IN_LOOPBACKNET;
}

bool on_loopback(const in6_addr& address) {
  return IN6_IS_ADDR_LOOPBACK(&address) ||
         (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == IN_LOOPBACKNET);
}

}  // namespace

bool outbound_port_listens(std::istream& table) {
  std::string line;
  std::getline(table, line);  // the heading
  while (std::getline(table, line)) {
    std::istringstream fields{line};
    std::string slot;
    std::string local;
    std::string remote;
    std::string state;
    fields >> slot >> local >> remote >> state;
    if (state != listening) return false;
    if (local.ends_with(outbound_port)) return true;
  }
  return false;
}

std::optional<observe::User> captured_user() {
  const observe::User user{::geteuid(), ::getegid()};
  if (user.uid == proxy_user || user.gid == proxy_user) return std::nullopt;
  for (const char* table : tables) {
    std::ifstream file{table};
    if (outbound_port_listens(file)) return user;
  }
  return std::nullopt;
}

bool is_captured(const Address& address) {
  if (address.family() == AF_INET) {
    return !on_loopback(reinterpret_cast<const sockaddr_in&>(address.storage));
  }
  if (address.family() != AF_INET6) return false;
  return !on_loopback(reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_addr);
}

}  // namespace mtlschain::net
