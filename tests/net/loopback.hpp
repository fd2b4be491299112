// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "net/tls_server.hpp"
#include <mtlschain/observe/live.hpp>

namespace mtlschain::net_test {

inline std::string slurp(const std::string& path) {
  std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string testdata(const std::string& path) {
  return std::string{MTLSCHAIN_TESTDATA} + "/" + path;
}

// listen_on_loopback listens at a free port of 127.0.0.1, which `address` then has.
inline int listen_on_loopback(sockaddr_in& address, int backlog) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ::bind(listener, reinterpret_cast<sockaddr*>(&address), length);
  ::listen(listener, backlog);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
  return listener;
}

// HostileServer accepts on a loopback port and treats each connection as `behave` says, one after
// the other, with plain sockets.
class HostileServer {
 public:
  explicit HostileServer(std::function<void(int)> behave) : behave_(std::move(behave)) {
    sockaddr_in address{};
    listener_ = listen_on_loopback(address, 64);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
  }
  ~HostileServer() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
  }
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  void serve() {
    while (!stop_) {
      pollfd waiting{listener_, POLLIN, 0};
      if (::poll(&waiting, 1, 10) <= 0) continue;
      const int accepted = ::accept(listener_, nullptr, nullptr);
      behave_(accepted);
      ::close(accepted);
    }
  }

  std::function<void(int)> behave_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

// await_close reads until the client is gone.
inline void await_close(int socket) {
  char bytes[4096];
  while (::recv(socket, bytes, sizeof bytes, 0) > 0) {
  }
}

inline void await_hello(int socket) {
  char bytes[4096];
  [[maybe_unused]] const auto got = ::recv(socket, bytes, sizeof bytes, 0);
}

inline bool send_all(int socket, const std::string& bytes) {
  return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

inline void reset(int socket) {
  const linger now{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

// length_field is a length field (RFC 8446 3.3).
inline std::string length_field(std::size_t value, unsigned bytes) {
  std::string field;
  while (bytes-- > 0) field += static_cast<char>(value >> 8U * bytes & 0xffU);
  return field;
}

// handshake_record wraps a handshake message of TLS 1.2 into records.
inline std::string handshake_record(char type, const std::string& body) {
  constexpr std::size_t max_fragment = 1U << 14U;
  const std::string message = type + length_field(body.size(), 3) + body;
  std::string records;
  for (std::size_t at = 0; at < message.size(); at += max_fragment) {
    const std::string fragment = message.substr(at, max_fragment);
    records += std::string{"\x16\x03\x03"} + length_field(fragment.size(), 2) + fragment;
  }
  return records;
}

// server_hello chooses TLS 1.2 and the cipher suite.
inline std::string server_hello(const std::string& suite) {
  std::string body{"\x03\x03", 2};
  body += std::string(32, 'r') + '\0' + suite;
  body += std::string{"\x00\x00\x05\xff\x01\x00\x01\x00", 8};
  return handshake_record('\x02', body);
}

struct Seen {
  std::vector<observe::Observation> all;
  std::vector<std::size_t> order;
};

inline Seen observe_all(const std::vector<std::string>& addresses,
                        const observe::LiveOptions& options = {},
                        observe::Stopper* stop = nullptr) {
  std::vector<observe::Target> targets;
  for (const auto& address : addresses) targets.push_back(*observe::parse_target(address));
  Seen seen;
  const auto sink = [&seen](std::size_t index, observe::Observation observation) {
    seen.order.push_back(index);
    seen.all.push_back(std::move(observation));
  };
  (void)observe::observe_live({targets, options, sink, stop, false});
  return seen;
}

inline observe::Observation observe_one(const std::string& address,
                                        const observe::LiveOptions& options = {}) {
  auto seen = observe_all({address}, options);
  return seen.all.size() == 1 ? std::move(seen.all.front()) : observe::Observation{};
}

// service_options serve a case folder's chain with the leaf's key.
inline net::TlsServerOptions service_options(const std::string& name = "healthy-sidecar") {
  net::TlsServerOptions options;
  options.chain_pem = slurp(testdata("cases/" + name + "/presented.pem"));
  options.key_pem = slurp(testdata("keys/leaf.pem"));
  return options;
}

}  // namespace mtlschain::net_test
