// SPDX-License-Identifier: Apache-2.0
#include "demo/mesh.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <thread>
#include <utility>

#include "demo/peer.hpp"

namespace mtlschain::demo {
namespace {

// Descriptor owns an open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

// sockaddr_in is used through sockaddr*, as the interface of sockets has it.
sockaddr* generic(sockaddr_in& address) {
  return reinterpret_cast<sockaddr*>(&address);
}

base::Result<Descriptor> listen_on_loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket && ::bind(socket.get(), generic(address), sizeof address) == 0 &&
      ::listen(socket.get(), SOMAXCONN) == 0) {
    return socket;
  }
  return base::fail(
      base::Stage::connect,
      fmt::format("cannot listen on 127.0.0.1: {}", std::generic_category().message(errno)),
      "the demo needs a loopback interface");
}

void bound_in_time(int descriptor) {
  const timeval limit{2, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

// Server accepts one connection after the other; each is bounded in time.
class Mesh::Server {
 public:
  Server(const Setup& setup, Descriptor listener)
      : plaintext_(setup.plaintext),
        context_(tls_context(setup)),
        listener_(std::move(listener)),
        wake_(::eventfd(0, EFD_CLOEXEC)),
        thread_([this] { serve(); }) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  ~Server() {
    const std::uint64_t one = 1;
    if (::write(wake_.get(), &one, sizeof one) < 0) ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }

  std::uint16_t port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(listener_.get(), generic(address), &size);
    return ntohs(address.sin_port);
  }

 private:
  void serve() {
    for (;;) {
      std::array<pollfd, 2> events{{{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
      if (::poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return;
      if (events[1].revents != 0 || (events[0].revents & (POLLERR | POLLHUP)) != 0) return;
      if ((events[0].revents & POLLIN) != 0) converse();
    }
  }

  void converse() {
    const Descriptor peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer) return;
    bound_in_time(peer.get());
    if (plaintext_) {
      serve_plaintext(peer.get());
    } else {
      serve_tls(context_.get(), peer.get());
    }
  }

  bool plaintext_;
  ContextPtr context_;
  Descriptor listener_;
  Descriptor wake_;
  std::thread thread_;
};

Mesh::Mesh(std::unique_ptr<Server> server) : server_(std::move(server)) {}
Mesh::~Mesh() = default;

base::Result<std::unique_ptr<Mesh>> Mesh::start(const Setup& setup) {
  auto listener = listen_on_loopback();
  if (!listener) return tl::unexpected(listener.error());
  return std::unique_ptr<Mesh>(new Mesh(std::make_unique<Server>(setup, *std::move(listener))));
}

std::uint16_t Mesh::port() const {
  return server_->port();
}

}  // namespace mtlschain::demo
