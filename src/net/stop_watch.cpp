// SPDX-License-Identifier: Apache-2.0
#include "net/stop_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <utility>

#include "net/loop_clock.hpp"

namespace mtlschain::net {
namespace {

bool is_ignored(int signal) {
  struct sigaction now{};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

struct StopWatch::State : std::enable_shared_from_this<State> {
  State(const asio::any_io_executor& executor, observe::Stopper& watched)
      : stopper(watched), clock(LoopClock::of(executor)), timer(executor), signals(executor) {}

  void beat() {
    clock.beat();
    look();
    if (on_beat) on_beat();
    timer.expires_after(LoopClock::beat_interval);
    timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
      const auto state = weak.lock();
      if (!error && state) state->beat();
    });
  }

  void look() {
    if (stopper.requested() != 0 && on_stop) std::exchange(on_stop, {})();
  }

  void catch_signals() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      if (!is_ignored(signal)) signals.add(signal);
    }
    signals.async_wait([weak = weak_from_this()](boost::system::error_code error, int number) {
      const auto state = weak.lock();
      if (error || !state) return;
      state->stopper.request(number);
      state->signals.clear();
      state->look();
    });
  }

  observe::Stopper& stopper;
  LoopClock& clock;
  std::function<void()> on_stop;
  std::function<void()> on_beat;
  asio::steady_timer timer;
  asio::signal_set signals;
};

StopWatch::StopWatch(const asio::any_io_executor& executor, observe::Stopper& stopper,
                     bool catch_signals)
    : state_(std::make_shared<State>(executor, stopper)) {
  state_->clock.set_beating(true);
  if (catch_signals) state_->catch_signals();
  state_->beat();
}

StopWatch::~StopWatch() {
  state_->clock.set_beating(false);
}

void StopWatch::on_stop(std::function<void()> stopped) {
  state_->on_stop = std::move(stopped);
  state_->look();
}

void StopWatch::on_beat(std::function<void()> beat) {
  state_->on_beat = std::move(beat);
}

}  // namespace mtlschain::net

namespace mtlschain::observe {

void interruptible_sleep(std::chrono::milliseconds duration, Stopper& stop, bool catch_signals) {
  boost::asio::io_context loop{1};
  boost::asio::steady_timer timer{loop, duration};
  bool over = false;
  net::StopWatch watch{loop.get_executor(), stop, catch_signals};
  watch.on_stop([&over] { over = true; });
  timer.async_wait([&over](boost::system::error_code /*cancelled*/) { over = true; });
  while (!over && loop.run_one() > 0) continue;
}

}  // namespace mtlschain::observe
