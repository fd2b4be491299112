// SPDX-License-Identifier: Apache-2.0
#include "net/dialler.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <cerrno>
#include <chrono>
#include <optional>

#include "net/loopback.hpp"

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;

// BlackHole is a listener whose queue is full: the kernel drops what would connect to it.
class BlackHole {
 public:
  BlackHole() {
    sockaddr_in address{};
    listener_ = listen_on_loopback(address, 0);
    port_ = ntohs(address.sin_port);
    for (int& socket : fill_) {
      socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
  }
  ~BlackHole() {
    for (const int socket : fill_) ::close(socket);
    ::close(listener_);
  }
  BlackHole(const BlackHole&) = delete;
  BlackHole& operator=(const BlackHole&) = delete;

  net::Address address() const { return *net::parse_literal("127.0.0.1", port_); }

 private:
  int listener_ = -1;
  int fill_[4] = {-1, -1, -1, -1};
  std::uint16_t port_ = 0;
};

net::Address address_of(const net::TlsServer& server) {
  return *net::parse_literal("127.0.0.1", server.port());
}

net::Dialled dialled(std::vector<net::Address> addresses, std::chrono::milliseconds time,
                     bool staggered = true) {
  net::OpenSockets sockets;
  boost::asio::io_context loop{1};
  std::optional<net::Dialled> result;
  const auto executor = loop.get_executor();
  const auto deadline = net::LoopClock::of(executor).now() + time;
  boost::asio::co_spawn(
      loop, net::dial(executor, sockets, net::Call{std::move(addresses), deadline, staggered}),
      [&](std::exception_ptr, net::Dialled done) {
        done.open.reset();  // before the loop goes
        result = std::move(done);
      });
  loop.run();
  return std::move(*result);
}

TEST_CASE("a dead first address does not use up the time of the second") {
  const BlackHole dead;
  const auto good = net::TlsServer::start(service_options());
  const auto begun = std::chrono::steady_clock::now();
  const auto taken = dialled({dead.address(), address_of(**good)}, 5s);
  CHECK(taken.error == 0);
  CHECK(taken.address.text() == (*good)->address());
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
  REQUIRE(taken.misses.size() == 1);
  CHECK(taken.misses[0].address == dead.address().text());
  CHECK(taken.misses[0].error == 0);
}

TEST_CASE("what refuses makes room for the next address at once, in order") {
  const auto good = net::TlsServer::start(service_options());
  const auto closed = *net::parse_literal("127.0.0.1", 1);
  const auto begun = std::chrono::steady_clock::now();
  const auto taken = dialled({closed, address_of(**good)}, 5s, false);
  CHECK(taken.error == 0);
  CHECK(std::chrono::steady_clock::now() - begun < 200ms);
  REQUIRE(taken.misses.size() == 1);
  CHECK(taken.misses[0].error == ECONNREFUSED);
  CHECK(dialled({closed}, 5s).error == ECONNREFUSED);
}

TEST_CASE("one at a time, a dead address keeps its time") {
  const BlackHole dead;
  const auto good = net::TlsServer::start(service_options());
  CHECK(dialled({dead.address(), address_of(**good)}, 400ms, false).error == ETIMEDOUT);
}

TEST_CASE("a reset right after the connection stood is a reset, whenever it is noticed") {
  const HostileServer resets{[](int socket) { reset(socket); }};
  const auto seen = observe_all(std::vector<std::string>(300, resets.address()));
  REQUIRE(seen.all.size() == 300);
  for (const auto& one : seen.all) {
    REQUIRE(one.failure.has_value());
    CHECK(one.failure->kind == observe::FailureKind::reset);
  }
}

}  // namespace
}  // namespace mtlschain::net_test
