// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/observe/live.hpp>

namespace mtlschain::net {

// ClientAuth is what a server does about the client's certificate: `request` takes any or none,
// `require` ends the connection without one (it does not judge the certificate).
enum class ClientAuth : std::uint8_t { none, request, require };

// TlsServerOptions say how a loopback service presents itself.
struct TlsServerOptions {
  std::string chain_pem;  // sent exactly so: leaf first, doubled and foreign certificates included
  std::string key_pem;    // the leaf's
  ClientAuth client_auth = ClientAuth::none;
  std::string acceptable_issuers_pem;  // certificates whose subjects the CertificateRequest names
  std::vector<std::string> alpn;       // chosen from by the client's order; no match: none (Envoy)
  observe::TlsVersion tls_min = observe::TlsVersion::tls1_2;
  observe::TlsVersion tls_max = observe::TlsVersion::tls1_3;
  bool plaintext = false;  // no TLS at all: every connection is answered with HTTP 400
};

// TlsServer serves on 127.0.0.1 at a free port, on a thread of its own, any number of connections
// at once: handshake, then an HTTP 200 to what the client sends. Destroying it ends all at once.
class TlsServer {
 public:
  // start fails (stage load) on unusable certificates or keys, (stage connect) on the socket.
  static base::Result<std::unique_ptr<TlsServer>> start(const TlsServerOptions& options);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::uint16_t port() const;
  // address is "127.0.0.1:PORT", as a target is written.
  std::string address() const;

 private:
  struct Service;
  explicit TlsServer(std::unique_ptr<Service> service);
  std::unique_ptr<Service> service_;
};

}  // namespace mtlschain::net
