// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "net/capture.hpp"
#include "net/descriptor_limit.hpp"
#include "net/destination.hpp"
#include "net/look.hpp"
#include "net/open_sockets.hpp"
#include "net/quiet_pipe.hpp"
#include "net/stop_watch.hpp"
#include "openssl/start.hpp"
#include <mtlschain/observe/live.hpp>

namespace mtlschain::net {
namespace {

using observe::HostPort;
using observe::LiveRun;
using observe::Observation;

constexpr std::size_t max_concurrency = 1024;

// Window looks at all targets, a bounded number at a time.
class Window {
 public:
  Window(const LiveRun& run, SSL_CTX* context, observe::Stopper& stopper)
      : run_(run),
        context_(context),
        stopper_(stopper),
        resolver_(loop_.get_executor(), {run.options.family, run.options.timeout, {}}) {}

  void observe_all();

 private:
  asio::awaitable<void> work();
  asio::awaitable<void> observe_target(std::size_t index);
  asio::awaitable<void> look_at(std::size_t index, std::vector<Address> addresses,
                                std::string servername);
  Observation blank(std::size_t index) const;
  void hand_over(std::size_t index, Observation observation);
  void stop();

  const LiveRun& run_;
  SSL_CTX* context_;
  observe::Stopper& stopper_;
  asio::io_context loop_{1};
  Resolver resolver_;
  OpenSockets sockets_;
  std::optional<observe::User> captured_user_ = captured_user();
  std::size_t next_ = 0;
  std::size_t workers_ = 0;
  bool stopping_ = false;
  std::optional<QuietPipe> quiet_pipe_;
  std::exception_ptr error_;
};

void Window::observe_all() {
  StopWatch watch{loop_.get_executor(), stopper_, run_.catch_signals, [this] { stop(); }};
  const std::size_t wanted = std::clamp<std::size_t>(run_.options.concurrency, 1, max_concurrency);
  workers_ = fitting_concurrency(std::min(wanted, run_.targets.size()));
  for (std::size_t i = 0, count = workers_; i < count; ++i) {
    asio::co_spawn(loop_, work(), [this, &watch](std::exception_ptr error) {
      if (error) {
        error_ = std::move(error);
        stop();
      }
      if (--workers_ > 0) return;
      watch.end();
      resolver_.cancel();
    });
  }
  quiet_pipe_.emplace();
  loop_.run();
  quiet_pipe_.reset();
  if (error_) std::rethrow_exception(error_);
}

void Window::stop() {
  stopping_ = true;
  resolver_.cancel();
  sockets_.interrupt();
}

asio::awaitable<void> Window::work() {
  while (!stopping_ && next_ < run_.targets.size()) {
    const std::size_t index = next_++;
    if (std::holds_alternative<observe::Material>(run_.targets[index].where)) continue;
    co_await observe_target(index);
  }
}

Observation Window::blank(std::size_t index) const {
  const observe::Target& target = run_.targets[index];
  Observation observation;
  observation.target = target.text;
  if (const auto* host = std::get_if<HostPort>(&target.where)) observation.name = host->host;
  return observation;
}

// The sink belongs to the caller, and so do its signals.
void Window::hand_over(std::size_t index, Observation observation) {
  quiet_pipe_.reset();
  run_.sink(index, std::move(observation));
  quiet_pipe_.emplace();
}

asio::awaitable<void> Window::observe_target(std::size_t index) {
  Destination destination = destination_of(run_.targets[index], run_.options);
  const std::string servername = destination.servername;
  Places places = co_await find(resolver_, std::move(destination));
  if (places.failure) {
    Observation observation = blank(index);
    observation.failure = std::move(places.failure);
    hand_over(index, std::move(observation));
    co_return;
  }
  if (!run_.options.all_addresses) {
    co_await look_at(index, std::move(places.addresses), servername);
    co_return;
  }
  for (const Address& address : places.addresses) {
    if (stopping_) break;
    std::vector<Address> one{address};
    co_await look_at(index, std::move(one), servername);
  }
}

asio::awaitable<void> Window::look_at(std::size_t index, std::vector<Address> addresses,
                                      std::string servername) {
  Observation observation = blank(index);
  observation.captured_as = captured_user_;
  {
    Socket socket{loop_.get_executor()};
    Look look{socket, context_, run_.options, observation};
    const OpenSockets::Registration open{sockets_, socket};
    co_await look.run(std::move(addresses), std::move(servername));
  }
  hand_over(index, std::move(observation));
}

}  // namespace
}  // namespace mtlschain::net

namespace mtlschain::observe {

base::Result<void> observe_live(const LiveRun& run) {
  openssl::start();
  const auto context = net::client_context(run.options);
  if (!context) return tl::unexpected(context.error());
  if (run.targets.empty()) return {};
  Stopper nobody;
  net::Window window{run, context->get(), run.stop != nullptr ? *run.stop : nobody};
  window.observe_all();
  return {};
}

}  // namespace mtlschain::observe
