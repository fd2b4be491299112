// SPDX-License-Identifier: Apache-2.0
#include "net/stop_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>

namespace mtlschain::net {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::milliseconds look_interval{50};

}  // namespace

struct StopWatch::State {
  State(const asio::any_io_executor& executor, observe::Stopper& watched,
        std::function<void()> callback)
      : stopper(watched), stopped(std::move(callback)), timer(executor), signals(executor) {}

  void look() {
    if (ended) return;  // its timer had already expired when it was cancelled
    if (stopper.requested() != 0) {
      signals.cancel();
      stopped();
      return;
    }
    timer.expires_after(look_interval);
    timer.async_wait([this](boost::system::error_code error) {
      if (!error) look();
    });
  }

  void wait_for_signal() {
    signals.async_wait([this](boost::system::error_code error, int number) {
      if (error) return;
      stopper.request(number);
      timer.cancel();
      stopped();
    });
  }

  observe::Stopper& stopper;
  std::function<void()> stopped;
  bool ended = false;
  asio::steady_timer timer;
  asio::signal_set signals;
};

StopWatch::StopWatch(const asio::any_io_executor& executor, observe::Stopper& stopper,
                     bool catch_signals, std::function<void()> stopped)
    : state_(std::make_unique<State>(executor, stopper, std::move(stopped))) {
  if (catch_signals) {
    state_->signals.add(SIGINT);
    state_->signals.add(SIGTERM);
    state_->wait_for_signal();
  }
  state_->look();
}

StopWatch::~StopWatch() = default;

void StopWatch::end() {
  state_->ended = true;
  state_->timer.cancel();
  state_->signals.cancel();
}

}  // namespace mtlschain::net

namespace mtlschain::observe {

void interruptible_sleep(std::chrono::milliseconds duration, Stopper& stop, bool catch_signals) {
  boost::asio::io_context loop{1};
  boost::asio::steady_timer timer{loop, duration};
  net::StopWatch watch{loop.get_executor(), stop, catch_signals, [&timer] { timer.cancel(); }};
  timer.async_wait([&watch](boost::system::error_code /*cancelled*/) { watch.end(); });
  loop.run();
}

}  // namespace mtlschain::observe
