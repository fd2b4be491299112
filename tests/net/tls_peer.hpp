// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "net/loopback.hpp"
#include "net/server_context.hpp"
#include "openssl/owning.hpp"

namespace mtlschain::net_test {

// TlsPeer is the server side of one connection, with libssl in memory: what it writes goes out only
// with `flush`, so that a test decides what travels together.
class TlsPeer {
 public:
  TlsPeer(int socket, SSL_CTX* context) : socket_(socket), ssl_(SSL_new(context)) {
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_accept_state(ssl_.get());
  }

  SSL* ssl() const { return ssl_.get(); }

  // accept does the handshake; its last flight is not flushed.
  bool accept() {
    return step([this] { return SSL_do_handshake(ssl_.get()); });
  }

  // answer_close waits for the client's close_notify and answers it.
  void answer_close() {
    char byte = 0;
    step([&] { return SSL_read(ssl_.get(), &byte, 1); });
    SSL_shutdown(ssl_.get());
    flush();
  }

  // await_client says nothing more until the client is gone.
  void await_client() { await_close(socket_); }

  void flush() {
    std::array<char, 4096> bytes{};
    std::string all;
    int got = 0;
    while ((got = BIO_read(out_, bytes.data(), static_cast<int>(bytes.size()))) > 0) {
      all.append(bytes.data(), static_cast<std::size_t>(got));
    }
    send_all(socket_, all);
  }

 private:
  bool step(const std::function<int()>& operation) {
    for (;;) {
      const int result = operation();
      if (result > 0) return true;
      const bool more = SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ;
      flush();
      std::array<char, 4096> bytes{};
      const auto got = more ? ::recv(socket_, bytes.data(), bytes.size(), 0) : 0;
      if (got <= 0) return false;
      BIO_write(in_, bytes.data(), static_cast<int>(got));
    }
  }

  int socket_;
  net::ConnectionPtr ssl_;
  BIO* in_ = nullptr;   // owned by ssl_
  BIO* out_ = nullptr;  // owned by ssl_
};

// TlsTrick serves with libssl, prepared by `prepare`, and `behave` decides about each connection.
class TlsTrick {
 public:
  using Prepare = std::function<void(SSL_CTX*)>;
  using Behave = std::function<void(TlsPeer&)>;

  TlsTrick(const net::TlsServerOptions& options, const Prepare& prepare, Behave behave)
      : options_(options), context_(std::move(*net::server_context(options_))) {
    if (prepare) prepare(context_.get());
    server_.emplace([context = context_.get(), behave = std::move(behave)](int socket) {
      TlsPeer peer{socket, context};
      behave(peer);
      peer.flush();
      ::shutdown(socket, SHUT_WR);
      await_close(socket);
    });
  }

  std::string address() const { return server_->address(); }

 private:
  net::TlsServerOptions options_;
  net::ContextPtr context_;
  std::optional<HostileServer> server_;
};

inline void just_accept(TlsPeer& peer) {
  peer.accept();
}

}  // namespace mtlschain::net_test
