// SPDX-License-Identifier: Apache-2.0
#include "net/scheduler.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <ctime>
#include <memory>
#include <new>
#include <utility>

#include "net/capture.hpp"
#include "net/destination.hpp"
#include "net/quiet_pipe.hpp"
#include "net/stop_watch.hpp"
#include "net/tls_probe.hpp"

namespace mtlschain::net {
namespace {

using observe::HostPort;
using observe::LiveRun;
using observe::Observation;

bool is_live(const observe::Target& target) {
  return !std::holds_alternative<observe::Material>(target.where);
}

bool has_names(const LiveRun& run) {
  return std::ranges::any_of(run.targets, [&](const observe::Target& target) {
    const auto place = destination_of(target, run.options);
    return place.host && !parse_literal(place.host->host, place.host->port);
  });
}

std::chrono::nanoseconds thread_time() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

}  // namespace

// Place is a target's place in the window, left at the latest when the target is done.
class Scheduler::Place {
 public:
  explicit Place(Scheduler& scheduler) : scheduler_(scheduler) { ++scheduler_.working_; }
  ~Place() { leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  void leave() {
    if (!std::exchange(held_, false)) return;
    --scheduler_.working_;
    scheduler_.begin_more();
  }

 private:
  Scheduler& scheduler_;
  bool held_ = true;
};

Scheduler::Scheduler(const LiveRun& run, SSL_CTX* context, observe::Stopper& stopper)
    : run_(run),
      context_(context),
      stopper_(stopper),
      resolver_(loop_.get_executor(), {run.options.family, run.options.timeout, {}}),
      captured_user_(captured_user()) {}

base::Result<std::size_t> Scheduler::observe_all() {
  const auto live = static_cast<std::size_t>(std::ranges::count_if(run_.targets, is_live));
  const auto window = window_that_fits({run_.options.concurrency, live, has_names(run_)});
  if (!window) return tl::unexpected(window.error());
  window_ = *window;
  const QuietPipe quiet;
  StopWatch watch{loop_.get_executor(), stopper_, run_.catch_signals};
  watch.on_stop([this] { stop(); });
  // What the caller had no room for is asked for again at each beat.
  watch.on_beat([this] { begin_more(); });
  begin_more();
  turn_until_done();
  if (error_) std::rethrow_exception(error_);
  return not_begun();
}

void Scheduler::turn_until_done() {
  while (begun_ > 0 || (!stopping_ && next_target())) {
    const auto before = run_.longest_turn != nullptr ? thread_time() : std::chrono::nanoseconds{};
    if (loop_.run_one() == 0) return;
    if (run_.longest_turn == nullptr) continue;
    *run_.longest_turn = std::max(*run_.longest_turn, thread_time() - before);
  }
}

void Scheduler::stop() {
  stopping_ = true;
  resolver_.cancel();
  sockets_.interrupt();
}

// next_target is the next one that has to be dialled; the others are the caller's to read.
std::optional<std::size_t> Scheduler::next_target() {
  while (next_ < run_.targets.size() && !is_live(run_.targets[next_])) ++next_;
  return next_ < run_.targets.size() ? std::optional(next_) : std::nullopt;
}

std::size_t Scheduler::not_begun() const {
  return static_cast<std::size_t>(std::ranges::count_if(run_.targets.subspan(next_), is_live));
}

bool Scheduler::may_begin() const {
  return !stopping_ && working_ < window_.working && begun_ < window_.open &&
         (!run_.has_room || run_.has_room());
}

// A target that ends at once calls this from within itself: the outer call goes on.
void Scheduler::begin_more() {
  if (std::exchange(beginning_, true)) return;
  while (may_begin()) {
    const auto index = next_target();
    if (!index) break;
    ++next_;
    begin(*index);
  }
  beginning_ = false;
}

void Scheduler::begin(std::size_t index) {
  ++begun_;
  auto place = std::make_shared<Place>(*this);
  asio::co_spawn(loop_, observe_target(index, std::move(place)),
                 [this](std::exception_ptr error) { ended(std::move(error)); });
}

void Scheduler::ended(std::exception_ptr error) {
  --begun_;
  if (error) {
    error_ = std::move(error);
    stop();
  }
  begin_more();
}

Observation Scheduler::blank(std::size_t index) const {
  const observe::Target& target = run_.targets[index];
  Observation observation;
  observation.target = target.text;
  if (const auto* host = std::get_if<HostPort>(&target.where)) observation.name = host->host;
  return observation;
}

asio::awaitable<void> Scheduler::observe_target(std::size_t index, std::shared_ptr<Place> place) {
  Destination destination = destination_of(run_.targets[index], run_.options);
  const std::string servername = destination.servername;
  Places places = co_await find(resolver_, std::move(destination));
  if (places.failure) {
    Observation observation = blank(index);
    observation.failure = std::move(places.failure);
    run_.sink(index, std::move(observation));
    co_return;
  }
  if (!run_.options.all_addresses) {
    co_await look_at(index, std::move(places.addresses), servername, std::move(place));
    co_return;
  }
  for (const Address& address : places.addresses) {
    if (stopping_) break;
    std::vector<Address> one{address};
    co_await look_at(index, std::move(one), servername, place);
  }
}

asio::awaitable<void> Scheduler::look_at(std::size_t index, std::vector<Address> addresses,
                                         std::string servername, std::shared_ptr<Place> place) {
  Observation observation = blank(index);
  observation.captured_as = captured_user_;
  try {
    const ProbeSetup setup{context_, run_.options, sockets_};
    TlsProbe probe{loop_.get_executor(), setup, observation, [place] { place->leave(); }};
    co_await probe.run(std::move(addresses), std::move(servername));
  } catch (const std::bad_alloc&) {
    // One peer's flood is not the failure of the others.
    observation = observe::too_large(run_.targets[index].text);
  }
  run_.sink(index, std::move(observation));
}

}  // namespace mtlschain::net
