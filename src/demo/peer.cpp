// SPDX-License-Identifier: Apache-2.0
#include "demo/peer.hpp"

#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string_view>

#include "openssl/errors.hpp"

namespace mtlschain::demo {
namespace {

using SslPtr = openssl::Owning<SSL, SSL_free>;

constexpr std::string_view protocol = "istio";

void check(bool good) {
  if (!good) throw std::runtime_error("cannot serve the demo: " + openssl::take_errors());
}

// Envoy goes on without ALPN where nothing matches.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length,
                    const unsigned char* offered, unsigned int offered_length, void*) {
  const auto bytes = base::bytes_of(protocol);
  for (unsigned int at = 0; at < offered_length; at += offered[at] + 1U) {
    const unsigned int size = offered[at];
    if (at + 1 + size > offered_length) break;
    if (size == bytes.size() && std::equal(bytes.begin(), bytes.end(), offered + at + 1)) {
      *chosen = offered + at + 1;
      *length = static_cast<unsigned char>(size);
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_NOACK;
}

// drain lets the peer read our last words: closing with unread input would reset the connection.
void drain(int descriptor) {
  ::shutdown(descriptor, SHUT_WR);
  std::array<char, 4096> rest{};
  while (::recv(descriptor, rest.data(), rest.size(), 0) > 0) {
  }
}

}  // namespace

ContextPtr tls_context(const Setup& setup) {
  ContextPtr context(SSL_CTX_new(TLS_server_method()));
  check(context != nullptr);
  check(SSL_CTX_use_certificate(context.get(), setup.presented.front().native()) == 1);
  check(SSL_CTX_use_PrivateKey(context.get(), setup.key.get()) == 1);
  for (std::size_t i = 1; i < setup.presented.size(); ++i) {
    check(SSL_CTX_add1_chain_cert(context.get(), setup.presented[i].native()) == 1);
  }
  for (const auto& root : setup.root_file) {
    check(X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), root.native()) == 1);
    check(SSL_CTX_add_client_CA(context.get(), root.native()) == 1);
  }
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

void serve_tls(SSL_CTX* context, int descriptor) {
  const SslPtr ssl(SSL_new(context));
  if (ssl && SSL_set_fd(ssl.get(), descriptor) == 1 && SSL_accept(ssl.get()) == 1) {
    SSL_shutdown(ssl.get());
  }
  ERR_clear_error();
  drain(descriptor);
}

void serve_plaintext(int descriptor) {
  constexpr std::string_view answer =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  std::array<char, 4096> hello{};
  if (::recv(descriptor, hello.data(), hello.size(), 0) <= 0) return;
  if (::send(descriptor, answer.data(), answer.size(), MSG_NOSIGNAL) > 0) drain(descriptor);
}

}  // namespace mtlschain::demo
