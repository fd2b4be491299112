// SPDX-License-Identifier: Apache-2.0
#include "net/tls_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>

#include "net/open_sockets.hpp"
#include "net/server_context.hpp"
#include "net/socket.hpp"
#include "openssl/start.hpp"

namespace mtlschain::net {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;  // with a client that does not go on
constexpr std::string_view ok_answer =
    "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n";
constexpr std::string_view bad_answer =
    "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

base::Result<int> listen_on_loopback() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const auto address = parse_literal("127.0.0.1", 0);
  const bool ready = listener >= 0 && ::bind(listener, address->native(), address->length) == 0 &&
                     ::listen(listener, SOMAXCONN) == 0;
  if (ready) return listener;
  const int error = errno;
  if (listener >= 0) ::close(listener);
  return base::fail(base::Stage::connect,
                    "cannot listen on 127.0.0.1: " + std::generic_category().message(error));
}

std::uint16_t port_of(int listener) {
  sockaddr_in bound{};
  socklen_t length = sizeof bound;
  getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &length);
  return ntohs(bound.sin_port);
}

// Session is one accepted connection.
class Session {
 public:
  Session(Socket& socket, SSL_CTX* context)
      : socket_(socket), ssl_(context != nullptr ? SSL_new(context) : nullptr) {
    socket_.set_deadline(socket_.now() + patience);
    if (!ssl_) return;
    SSL_set_fd(ssl_.get(), socket_.descriptor());
    SSL_set_accept_state(ssl_.get());
  }

  asio::awaitable<void> serve() {
    if (!ssl_) {
      co_await refuse_in_plaintext();
      co_return;
    }
    std::array<char, 4096> request{};
    const int received = co_await step(request.data(), static_cast<int>(request.size()));
    if (received <= 0) co_return;
    SSL_write(ssl_.get(), ok_answer.data(), static_cast<int>(ok_answer.size()));
    SSL_shutdown(ssl_.get());
  }

 private:
  // The handshake, then the first bytes of a request: SSL_read does both.
  asio::awaitable<int> step(char* buffer, int size) {
    for (;;) {
      ERR_clear_error();
      const int got = SSL_read(ssl_.get(), buffer, size);
      const int want = SSL_get_error(ssl_.get(), got);
      int waited = 0;
      if (want == SSL_ERROR_WANT_READ) {
        waited = co_await socket_.readable();
      } else if (want == SSL_ERROR_WANT_WRITE) {
        waited = co_await socket_.writable();
      } else {
        co_return got;
      }
      if (waited != 0) co_return -1;
    }
  }

  asio::awaitable<void> refuse_in_plaintext() {
    const int waited = co_await socket_.readable();
    if (waited != 0) co_return;
    std::array<char, 4096> request{};
    if (recv(socket_.descriptor(), request.data(), request.size(), 0) <= 0) co_return;
    send(socket_.descriptor(), bad_answer.data(), bad_answer.size(), MSG_NOSIGNAL);
    shutdown(socket_.descriptor(), SHUT_WR);
  }

  Socket& socket_;
  ConnectionPtr ssl_;
};

}  // namespace

struct TlsServer::Service {
  Service(const TlsServerOptions& chosen, int descriptor)
      : options(chosen), port(port_of(descriptor)), listener(loop.get_executor(), descriptor) {}

  asio::awaitable<void> accept_all() {
    for (;;) {
      const int waited = co_await listener.readable();
      if (waited != 0) co_return;
      int accepted = 0;
      while ((accepted = accept4(listener.descriptor(), nullptr, nullptr,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        asio::co_spawn(loop, serve(accepted), asio::detached);
      }
    }
  }

  asio::awaitable<void> serve(int descriptor) {
    Socket socket{loop.get_executor(), descriptor};
    const OpenSockets::Registration open{sockets, socket};
    Session session{socket, context.get()};
    co_await session.serve();
  }

  // stop ends every coroutine, each by itself: the loop must not be destroyed around them.
  void stop() {
    asio::post(loop, [this] {
      listener.interrupt();
      sockets.interrupt();
    });
    thread.join();
  }

  void run() {
    // A peer that went away must not end the process, and the caller's signals are not for here.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    asio::co_spawn(loop, accept_all(), asio::detached);
    loop.run();
  }

  TlsServerOptions options;
  std::uint16_t port;
  ContextPtr context;
  asio::io_context loop{1};
  Socket listener;
  OpenSockets sockets;
  std::thread thread;
};

base::Result<std::unique_ptr<TlsServer>> TlsServer::start(const TlsServerOptions& options) {
  openssl::start();
  const auto listener = listen_on_loopback();
  if (!listener) return tl::unexpected(listener.error());
  auto service = std::make_unique<Service>(options, *listener);
  if (!options.plaintext) {
    auto context = server_context(service->options);
    if (!context) return tl::unexpected(context.error());
    service->context = std::move(*context);
  }
  service->thread = std::thread{&Service::run, service.get()};
  return std::unique_ptr<TlsServer>{new TlsServer{std::move(service)}};
}

TlsServer::TlsServer(std::unique_ptr<Service> service) : service_(std::move(service)) {}

TlsServer::~TlsServer() {
  service_->stop();
}

std::uint16_t TlsServer::port() const {
  return service_->port;
}

std::string TlsServer::address() const {
  return fmt::format("127.0.0.1:{}", service_->port);
}

}  // namespace mtlschain::net
