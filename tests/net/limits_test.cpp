// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>

#include "net/loopback.hpp"

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;
using observe::FailureKind;

struct Interruption {
  Seen seen;
  int requested = 0;
  std::chrono::steady_clock::duration took{};
};

// interrupted_by looks at silent peers until the signal comes.
Interruption interrupted_by(int number) {
  const HostileServer silent{[](int socket) { await_close(socket); }};
  std::thread sender{[number] {
    std::this_thread::sleep_for(100ms);
    ::kill(::getpid(), number);
  }};
  std::vector<observe::Target> targets;
  for (int i = 0; i < 5; ++i) targets.push_back(*observe::parse_target(silent.address()));
  observe::LiveOptions options;
  options.concurrency = 2;
  observe::Stopper stop;
  Interruption end;
  const auto sink = [&end](std::size_t, observe::Observation one) {
    end.seen.all.push_back(std::move(one));
  };
  const auto begun = std::chrono::steady_clock::now();
  CHECK(observe::observe_live({targets, options, sink, &stop, true}));
  end.took = std::chrono::steady_clock::now() - begun;
  end.requested = stop.requested();
  sender.join();
  return end;
}

TEST_CASE("signals end a run at once, and what was in flight is handed over") {
  for (const int number : {SIGINT, SIGTERM}) {
    const auto end = interrupted_by(number);
    CHECK(end.requested == number);
    CHECK(end.took < 3s);
    REQUIRE(end.seen.all.size() == 2);
    for (const auto& one : end.seen.all) CHECK(one.failure->kind == FailureKind::interrupted);
    struct sigaction after{};
    ::sigaction(number, nullptr, &after);
    const bool given_back = after.sa_handler == SIG_DFL;
    CHECK(given_back);
  }
}

TEST_CASE("a signal ends a sleep") {
  std::thread sender{[] {
    std::this_thread::sleep_for(50ms);
    ::kill(::getpid(), SIGTERM);
  }};
  observe::Stopper stop;
  const auto begun = std::chrono::steady_clock::now();
  observe::interruptible_sleep(10s, stop, true);
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
  CHECK(stop.requested() == SIGTERM);
  sender.join();
}

TEST_CASE("a server that goes away leaves its clients in the middle of a word") {
  auto server = net::TlsServer::start(service_options());
  REQUIRE(server);
  const auto port = (*server)->port();
  std::vector<int> sockets;
  for (int i = 0; i < 20; ++i) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    if (i % 2 == 0) send_all(socket, std::string{"\x16\x03\x01\x02", 4});
    sockets.push_back(socket);
  }
  std::this_thread::sleep_for(50ms);
  const auto begun = std::chrono::steady_clock::now();
  server->reset();
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
  for (const int socket : sockets) {
    await_close(socket);
    ::close(socket);
  }
}

// looks_without_failure runs in a process of its own: a hard limit cannot be raised again.
int looks_without_failure(const std::string& address, rlim_t descriptors) {
  const rlimit limit{descriptors, descriptors};
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
  observe::LiveOptions options;
  options.concurrency = 256;
  options.timeout = 20s;
  const auto seen = observe_all(std::vector<std::string>(200, address), options);
  return static_cast<int>(
      std::ranges::count_if(seen.all, [](const auto& one) { return !one.failure; }));
}

TEST_CASE("few descriptors mean fewer targets at a time, and all of them done") {
  for (const rlim_t descriptors : {40U, 200U}) {
    CAPTURE(descriptors);
    int pipe[2] = {};
    REQUIRE(::pipe(pipe) == 0);
    const pid_t child = ::fork();  // before the server's thread begins
    if (child == 0) {
      char address[64] = {};
      if (::read(pipe[0], address, sizeof address - 1) <= 0) ::_exit(255);
      ::_exit(looks_without_failure(address, descriptors));
    }
    const auto server = net::TlsServer::start(service_options());
    const std::string address = (*server)->address();
    REQUIRE(::write(pipe[1], address.data(), address.size()) > 0);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 200);
    ::close(pipe[0]);
    ::close(pipe[1]);
  }
}

}  // namespace
}  // namespace mtlschain::net_test
