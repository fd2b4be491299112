// SPDX-License-Identifier: Apache-2.0
#include "net/capture.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <vector>

namespace mtlschain::net {
namespace {

// Listener is a socket on loopback, listening or only bound.
class Listener {
 public:
  Listener(int family, bool listening) : socket_{::socket(family, SOCK_STREAM, 0)} {
    sockaddr_in6 address{};
    address.sin6_family = static_cast<sa_family_t>(family);
    if (family == AF_INET6) address.sin6_addr = in6addr_loopback;
    socklen_t length = family == AF_INET6 ? sizeof address : sizeof(sockaddr_in);
    auto* native = reinterpret_cast<sockaddr*>(&address);
    usable_ = ::bind(socket_, native, length) == 0 && (!listening || ::listen(socket_, 1) == 0) &&
              ::getsockname(socket_, native, &length) == 0;
    port_ = ntohs(address.sin6_port);  // at the same place in both families
  }
  ~Listener() { ::close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  bool usable() const { return usable_; }
  std::uint16_t port() const { return port_; }

 private:
  int socket_;
  bool usable_ = false;
  std::uint16_t port_ = 0;
};

TEST_CASE("a port that listens is found, one that is only bound or closed is not") {
  std::uint16_t closed = 0;
  {
    const Listener listener{AF_INET, true};
    REQUIRE(listener.usable());
    CHECK(listens(listener.port()));
    closed = listener.port();
  }
  CHECK_FALSE(listens(closed));
  const Listener bound{AF_INET, false};
  REQUIRE(bound.usable());
  CHECK_FALSE(listens(bound.port()));
}

TEST_CASE("a listener on IPv6 counts too") {
  const Listener listener{AF_INET6, true};
  if (!listener.usable()) return;  // no IPv6 on this machine
  CHECK(listens(listener.port()));
}

TEST_CASE("a port is found among hundreds") {
  std::vector<std::unique_ptr<Listener>> many;
  for (int i = 0; i < 400; ++i) many.push_back(std::make_unique<Listener>(AF_INET, true));
  for (const auto& listener : many) CHECK((!listener->usable() || listens(listener->port())));
}

TEST_CASE("loopback and Unix sockets are never captured") {
  const auto captured = [](const char* host) { return is_captured(*parse_literal(host, 8000)); };
  CHECK(captured("10.0.0.7"));
  CHECK(captured("fd00::7"));
  CHECK_FALSE(captured("127.0.0.1"));
  CHECK_FALSE(captured("127.9.9.9"));
  CHECK_FALSE(captured("::1"));
  CHECK_FALSE(captured("::ffff:127.0.0.1"));
  CHECK_FALSE(is_captured(*unix_address("/tmp/socket")));
}

}  // namespace
}  // namespace mtlschain::net
