// SPDX-License-Identifier: Apache-2.0
#include "net/loop_clock.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <thread>

#include "net/loopback.hpp"

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("time between beats that were missed is lost, and without beats none is") {
  boost::asio::io_context loop{1};
  auto& clock = net::LoopClock::of(loop.get_executor());
  CHECK(&clock == &net::LoopClock::of(loop.get_executor()));
  const auto begun = clock.now();
  std::this_thread::sleep_for(150ms);
  clock.beat();
  CHECK(clock.now() - begun >= 150ms);
  clock.set_beating(true);
  const auto before = clock.now();
  std::this_thread::sleep_for(300ms);
  clock.beat();
  CHECK(clock.now() - before < 100ms);
}

TEST_CASE("what keeps the loop from turning is not the peer's time") {
  // The sink of the first target blocks the loop for longer than the second one's timeout.
  const auto server = net::TlsServer::start(service_options());
  const HostileServer slow{[](int socket) {
    await_hello(socket);
    std::this_thread::sleep_for(200ms);
    reset(socket);
  }};
  std::vector<observe::Target> targets{*observe::parse_target((*server)->address()),
                                       *observe::parse_target(slow.address())};
  observe::LiveOptions options;
  options.timeout = 600ms;
  std::vector<observe::Observation> seen;
  const auto sink = [&seen](std::size_t, observe::Observation one) {
    seen.push_back(std::move(one));
    if (seen.size() == 1) std::this_thread::sleep_for(1s);
  };
  REQUIRE(observe::observe_live({targets, options, sink}));
  REQUIRE(seen.size() == 2);
  CHECK(seen[1].failure->kind == observe::FailureKind::reset);
}

TEST_CASE("what the caller has no room for is begun later, and nothing is lost") {
  const auto server = net::TlsServer::start(service_options());
  std::vector<observe::Target> targets(5, *observe::parse_target((*server)->address()));
  const observe::LiveOptions options;
  int asked = 0;
  int seen = 0;
  const auto sink = [&](std::size_t, observe::Observation) { ++seen; };
  observe::LiveRun run{targets, options, sink};
  run.has_room = [&asked] { return ++asked % 3 == 0; };
  const auto not_begun = observe::observe_live(run);
  REQUIRE(not_begun);
  CHECK(*not_begun == 0);
  CHECK(seen == 5);
  CHECK(asked >= 15);
}

}  // namespace
}  // namespace mtlschain::net_test
