// SPDX-License-Identifier: Apache-2.0
#include "net/dialler.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "net/use_result.hpp"

namespace mtlschain::net {
namespace {

using namespace std::chrono_literals;

constexpr auto stagger = 250ms;  // RFC 8305 5, Connection Attempt Delay
constexpr auto wait_for_descriptor = 20ms;

bool out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE;
}

bool stood(int error) {
  return error == 0 || error == ECONNRESET;
}

// Attempt is one address being dialled.
struct Attempt {
  Address address;
  std::unique_ptr<OpenSocket> open;
  std::optional<int> error{};
};

// connect_when_possible waits while the other connections of this run hold all descriptors.
asio::awaitable<int> connect_when_possible(asio::any_io_executor executor, OpenSockets& sockets,
                                           Attempt& attempt, Clock::time_point deadline) {
  asio::steady_timer pause{executor};
  for (;;) {
    const int error = co_await attempt.open->socket.connect(attempt.address);
    const bool others = sockets.count() > 1;
    if (!out_of_descriptors(error) || !others || attempt.open->socket.now() >= deadline)
      co_return error;
    pause.expires_after(wait_for_descriptor);
    const auto [ended] = co_await pause.async_wait(use_result);
    if (ended || sockets.interrupted()) co_return ECANCELED;
  }
}

// Race is the dialling of one name. Attempts that lost end a moment later than `run`, which is why
// each of them shares the race.
class Race : public std::enable_shared_from_this<Race> {
 public:
  Race(const asio::any_io_executor& executor, OpenSockets& sockets, Call call)
      : executor_(executor), sockets_(sockets), call_(std::move(call)), changed_(executor) {}

  asio::awaitable<Dialled> run();

 private:
  static asio::awaitable<void> attempt(std::shared_ptr<Race> race, Attempt& one);
  void begin_next();
  bool may_begin() const;
  Attempt* winner() const;
  bool pending() const;
  Dialled outcome(Attempt* won);

  asio::any_io_executor executor_;
  OpenSockets& sockets_;
  Call call_;
  asio::steady_timer changed_;
  Clock::time_point next_begin_{};
  std::vector<std::unique_ptr<Attempt>> attempts_;
};

asio::awaitable<void> Race::attempt(std::shared_ptr<Race> race, Attempt& one) {
  one.error =
      co_await connect_when_possible(race->executor_, race->sockets_, one, race->call_.deadline);
  race->changed_.cancel();
}

void Race::begin_next() {
  const Address& address = call_.addresses[attempts_.size()];
  auto open = std::make_unique<OpenSocket>(executor_, sockets_);
  open->socket.set_deadline(call_.deadline);
  auto& one = *attempts_.emplace_back(std::make_unique<Attempt>(Attempt{address, std::move(open)}));
  next_begin_ = Clock::now() + stagger;
  asio::co_spawn(executor_, attempt(shared_from_this(), one), asio::detached);
}

bool Race::pending() const {
  return std::ranges::any_of(attempts_, [](const auto& one) { return !one->error; });
}

bool Race::may_begin() const {
  if (attempts_.size() == call_.addresses.size() || sockets_.interrupted()) return false;
  if (!attempts_.empty() && attempts_.back()->open->socket.now() >= call_.deadline) return false;
  return !pending() || (call_.staggered && Clock::now() >= next_begin_);
}

Attempt* Race::winner() const {
  const auto won = std::ranges::find_if(
      attempts_, [](const auto& one) { return one->error && stood(*one->error); });
  return won != attempts_.end() ? won->get() : nullptr;
}

Dialled Race::outcome(Attempt* won) {
  Attempt& last = won != nullptr ? *won : *attempts_.back();
  Dialled dialled{nullptr, last.error.value_or(ECANCELED), last.address, {}};
  for (const auto& one : attempts_) {
    if (one.get() == &last) continue;
    dialled.misses.push_back({one->address.text(), one->error.value_or(0)});
    if (!one->error) one->open->socket.interrupt();
  }
  if (dialled.error == 0) dialled.open = std::move(last.open);
  return dialled;
}

asio::awaitable<Dialled> Race::run() {
  Attempt* won = nullptr;
  while (won == nullptr) {
    if (may_begin()) {
      begin_next();
    } else if (pending()) {
      const bool more = call_.staggered && attempts_.size() < call_.addresses.size();
      changed_.expires_at(more ? next_begin_ : Clock::time_point::max());
      [[maybe_unused]] const auto [ended] = co_await changed_.async_wait(use_result);
    } else {
      break;
    }
    won = winner();
  }
  co_return outcome(won);
}

}  // namespace

asio::awaitable<Dialled> dial(asio::any_io_executor executor, OpenSockets& sockets, Call call) {
  const auto race = std::make_shared<Race>(executor, sockets, std::move(call));
  Dialled dialled = co_await race->run();
  co_return dialled;
}

}  // namespace mtlschain::net
