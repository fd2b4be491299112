// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "case.hpp"
#include "fuzz/conversation.hpp"
#include "fuzz/promise_observation.hpp"
#include "fuzz/server/scripted_server.hpp"
#include "fuzz/targets.hpp"
#include "net/tls_probe.hpp"
#include <mtlschain/report/exit_code.hpp>
#include <mtlschain/report/report.hpp>

namespace mtlschain::tests::fuzz {
namespace {

namespace asio = boost::asio;

const std::filesystem::path testdata{MTLSCHAIN_TESTDATA};

// ServerEnd moves bytes between the scripted server and its end of the connection. Nothing waits:
// it has its turn when the client can only wait for it.
class ServerEnd {
 public:
  ServerEnd(int descriptor, ScriptedServer& server) : descriptor_(descriptor), server_(server) {}
  ~ServerEnd() { ::close(descriptor_); }
  ServerEnd(const ServerEnd&) = delete;
  ServerEnd& operator=(const ServerEnd&) = delete;

  // turn tells whether anything was done.
  bool turn() {
    if (ended_) return false;
    const std::string received = receive();
    if (out_.empty() && !server_.over()) out_ = server_.answer(received);
    send();
    ended_ = out_.empty() && server_.over();
    if (ended_) ::shutdown(descriptor_, SHUT_WR);
    return true;
  }

 private:
  std::string receive() const {
    std::array<char, 4096> bytes{};
    std::string all;
    ssize_t got = 0;
    while ((got = ::recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0) {
      all.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return all;
  }

  void send() {
    const auto flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    const ssize_t sent = ::send(descriptor_, out_.data(), out_.size(), flags);
    const bool gone = sent < 0 && errno != EAGAIN;
    out_.erase(0, gone ? out_.size() : static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
  }

  int descriptor_;
  ScriptedServer& server_;
  std::string out_;
  bool ended_ = false;
};

struct Client {
  observe::LiveOptions options;
  net::ContextPtr context;
};

Client make_client(bool with_certificate) {
  Client client;
  client.options.timeout = std::chrono::seconds{2};
  client.options.second_look_without_alpn = false;
  if (with_certificate) {
    client.options.credential = must(observe::load_client_credential(
        testdata / "cases/healthy-sidecar/presented.pem", testdata / "keys/leaf.pem"));
  }
  client.context = must(net::client_context(client.options));
  return client;
}

const Client& client_of(bool with_certificate) {
  static const Client anonymous = make_client(false);
  static const Client certified = make_client(true);
  return with_certificate ? certified : anonymous;
}

asio::awaitable<void> look(const Client& client, net::OpenSockets& sockets,
                           observe::Observation& seen, int descriptor) {
  const auto executor = co_await asio::this_coro::executor;
  const net::ProbeSetup setup{client.context.get(), client.options, sockets};
  net::TlsProbe probe{executor, setup, seen, {}};
  std::string servername{"httpbin"};
  co_await probe.run_connected(descriptor, std::move(servername));
}

observe::Observation observe_server(const Client& client, ScriptedServer& server) {
  observe::Observation seen;
  seen.target = "httpbin:8000";
  seen.name = "httpbin";
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::runtime_error{"no pair of sockets"};
  }
  ServerEnd end{ends[1], server};
  net::OpenSockets sockets;
  asio::io_context loop{1};
  asio::co_spawn(loop, look(client, sockets, seen, ends[0]), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
  while (!loop.stopped()) {
    if (loop.poll() == 0 && !loop.stopped() && !end.turn()) loop.run_one();
  }
  return seen;
}

const judge::Judge& both_services() {
  static const judge::Judge judge = [] {
    judge::Expectation expected;
    for (const char* name : {"healthy-sidecar", "healthy-ec-p256"}) {
      const Case healthy = read_case(testdata / "cases" / name);
      if (!expected.plugged.root.given()) {
        expected = healthy.expectation;
        continue;
      }
      auto& roots = expected.plugged.root.bundle.entries;
      const auto& more = healthy.expectation.plugged.root.bundle.entries;
      roots.insert(roots.end(), more.begin(), more.end());
    }
    expected.plugged.chain = {};
    expected.plugged.ca = {};
    return judge::Judge{std::move(expected)};
  }();
  return judge;
}

}  // namespace

Conversed converse(std::string_view script) {
  const bool with_certificate = script.starts_with('+');
  ScriptedServer server{script.substr(with_certificate ? 1 : 0)};
  Conversed conversed{observe_server(client_of(with_certificate), server)};
  const observe::Observation& seen = conversed.seen;
  if (!seen.presented.empty()) {
    conversed.proved = server.proved(X509_get0_pubkey(seen.presented.front().native()));
  }
  conversed.exit_code = report::exit_code({seen, both_services()(seen), {}}, {});
  return conversed;
}

void conversation(std::string_view bytes) {
  const Conversed conversed = converse(bytes);
  promise_observation(conversed.seen);
  promise(conversed.exit_code != base::ExitCode::verified || conversed.proved,
          "exit 0 of a live look implies a proof of the leaf's key");
  const auto& handshake = conversed.seen.handshake;
  promise(!handshake || handshake->key_proved != true || conversed.proved,
          "a key is called proved only where it was");
}

}  // namespace mtlschain::tests::fuzz
