// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "net/tls_peer.hpp"

namespace mtlschain::net_test {
namespace {

using observe::AddressFamily;
using observe::FailureKind;

// Hello is what a server learned of its client.
struct Hello {
  std::string servername;
  bool alpn = false;
};

// Listener serves TLS and keeps the last client's hello.
class Listener {
 public:
  Listener()
      : server_(
            service_options(),
            [this](SSL_CTX* context) { SSL_CTX_set_client_hello_cb(context, see, this); },
            just_accept) {}

  std::string port() const {
    const std::string address = server_.address();
    return address.substr(address.find(':') + 1);
  }
  std::string address() const { return server_.address(); }
  Hello hello() {
    const std::lock_guard lock{mutex_};
    return hello_;
  }

 private:
  static int see(SSL* ssl, int* /*alert*/, void* argument) {
    auto& self = *static_cast<Listener*>(argument);
    const unsigned char* bytes = nullptr;
    std::size_t size = 0;
    Hello hello;
    hello.alpn = SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation,
                                           &bytes, &size) == 1;
    // A list's length, a type and a name's length come before the name (RFC 6066 3).
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &bytes, &size) == 1 && size > 5) {
      hello.servername.assign(bytes + 5, bytes + size);
    }
    const std::lock_guard lock{self.mutex_};
    self.hello_ = hello;
    return SSL_CLIENT_HELLO_SUCCESS;
  }

  std::mutex mutex_;
  Hello hello_;
  TlsTrick server_;  // last: its thread calls `see`
};

TEST_CASE("the server name that is sent") {
  Listener server;
  observe::LiveOptions options;
  observe_one("localhost:" + server.port(), options);
  CHECK(server.hello().servername == "localhost");
  observe_one("localhost.:" + server.port(), options);
  CHECK(server.hello().servername == "localhost");
  observe_one(server.address(), options);
  CHECK(server.hello().servername.empty());
  options.servername = "outbound_.8000_._.httpbin.istio-demo.svc.cluster.local";
  CHECK(observe_one(server.address(), options).handshake->servername == *options.servername);
  CHECK(server.hello().servername == *options.servername);
  options.servername = "";
  const auto nameless = observe_one("localhost:" + server.port(), options);
  CHECK_FALSE(nameless.failure);
  CHECK(server.hello().servername.empty());
  options.servername = std::string(300, 'x');
  CHECK(observe_one(server.address(), options).failure->kind == FailureKind::protocol);
}

TEST_CASE("protocols are offered, or none") {
  Listener server;
  observe::LiveOptions options;
  observe_one(server.address(), options);
  CHECK(server.hello().alpn);
  options.alpn.clear();
  CHECK_FALSE(observe_one(server.address(), options).failure);
  CHECK_FALSE(server.hello().alpn);
}

TEST_CASE("another address is dialled under the target's name") {
  Listener server;
  const auto port = static_cast<std::uint16_t>(std::stoi(server.port()));
  observe::LiveOptions options;
  options.connect = observe::HostPort{"127.0.0.1", port};
  const auto elsewhere = observe_one("httpbin.istio-demo:8000", options);
  CHECK_FALSE(elsewhere.failure);
  CHECK(elsewhere.target == "httpbin.istio-demo:8000");
  CHECK(elsewhere.name == "httpbin.istio-demo");
  CHECK(elsewhere.address == server.address());
  CHECK(server.hello().servername == "httpbin.istio-demo");
  options.connect->port = 0;
  const auto same_port = observe_one("httpbin.istio-demo:" + server.port(), options);
  CHECK(same_port.address == server.address());
}

TEST_CASE("one family, or every address") {
  Listener server;
  const std::string target = "localhost:" + server.port();
  observe::LiveOptions options;
  options.family = AddressFamily::ipv4;
  CHECK(observe_one(target, options).address == server.address());
  options.family = AddressFamily::ipv6;
  const auto v6 = observe_one(target, options);
  REQUIRE(v6.failure);
  CHECK(v6.failure->stage == base::Stage::connect);
  CHECK(v6.address == "[::1]:" + server.port());

  options.family = AddressFamily::any;
  options.all_addresses = true;
  const auto both = observe_all({target}, options);
  REQUIRE(both.all.size() == 2);
  CHECK(both.order == std::vector<std::size_t>{0, 0});
  CHECK(both.all[0].address == server.address());
  CHECK(both.all[0].presented.size() >= 2);
  CHECK(both.all[1].address == "[::1]:" + server.port());
  CHECK(both.all[1].failure);
}

// UnixDoor serves one TLS connection on a Unix socket.
class UnixDoor {
 public:
  explicit UnixDoor(const std::string& path) : path_(path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    const bool abstract = path.starts_with('@');
    if (abstract) address.sun_path[0] = '\0';
    const auto length = offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1);
    listener_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address),
                   static_cast<socklen_t>(length)) == 0);
    ::listen(listener_, 8);
    thread_ = std::thread{[this] { serve(); }};
  }
  ~UnixDoor() {
    ::shutdown(listener_, SHUT_RDWR);  // ends an accept that nobody came for
    thread_.join();
    ::close(listener_);
    if (!path_.starts_with('@')) std::filesystem::remove(path_);
  }
  UnixDoor(const UnixDoor&) = delete;
  UnixDoor& operator=(const UnixDoor&) = delete;

 private:
  void serve() {
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    auto options = service_options();
    const auto context = net::server_context(options);
    {
      TlsPeer peer{client, context->get()};
      peer.accept();
      peer.flush();
    }
    await_close(client);
    ::close(client);
  }

  std::string path_;
  int listener_ = -1;
  std::thread thread_;
};

TEST_CASE("unix sockets, in the file system and abstract") {
  const std::string id = std::to_string(::getpid());
  const std::string paths[] = {std::filesystem::temp_directory_path() / ("mtlschain-" + id),
                               "@mtlschain-" + id};
  for (const std::string& path : paths) {
    CAPTURE(path);
    {
      const UnixDoor door{path};
      const auto seen = observe_one("unix:" + path);
      CHECK_FALSE(seen.failure);
      CHECK(seen.address == "unix:" + path);
      CHECK(seen.presented.size() >= 2);
      CHECK(seen.handshake->servername.empty());
    }
    const UnixDoor door{path};
    observe::LiveOptions options;
    options.connect_unix = observe::UnixSocket{path};
    const auto seen = observe_one("httpbin.istio-demo:8000", options);
    CHECK_FALSE(seen.failure);
    CHECK(seen.handshake->servername == "httpbin.istio-demo");
  }
  const auto missing = observe_one("unix:/nonexistent/socket");
  CHECK(missing.failure->kind == FailureKind::unreachable);
  observe::LiveOptions options;
  options.connect_unix = observe::UnixSocket{std::string(200, 'x')};
  const auto too_long = observe_one("httpbin.istio-demo:8000", options);
  CHECK(too_long.failure->kind == FailureKind::unreachable);
}

}  // namespace
}  // namespace mtlschain::net_test
