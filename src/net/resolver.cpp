// SPDX-License-Identifier: Apache-2.0
#include "net/resolver.hpp"

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <deque>
#include <unordered_map>
#include <utility>

#include "net/ares_loop.hpp"
#include "net/loop_clock.hpp"
#include "net/use_result.hpp"

namespace mtlschain::net {
namespace {

constexpr std::size_t max_in_flight = 64;

// Entry is a name and its answer, once there is one.
struct Entry {
  Entry(const asio::any_io_executor& executor, std::string text)
      : name(std::move(text)), answered(executor, Clock::time_point::max()) {}

  std::string name;
  asio::steady_timer answered;  // waited for by all who ask; expires when the name took too long
  Clock::time_point deadline;   // by the LoopClock
  bool asked = false;           // in flight until it has a result
  std::shared_ptr<const Resolved> result;
};

using EntryPtr = std::shared_ptr<Entry>;

bool below_localhost(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return name == "localhost" || name.ends_with(".localhost");
}

bool of_family(const Address& address, observe::AddressFamily family) {
  using observe::AddressFamily;
  if (family == AddressFamily::any) return true;
  return address.family() == (family == AddressFamily::ipv4 ? AF_INET : AF_INET6);
}

Resolved loopback(observe::AddressFamily family) {
  Resolved resolved;
  for (const char* literal : {"127.0.0.1", "::1"}) {
    const auto address = parse_literal(literal, 0);
    if (of_family(*address, family)) resolved.addresses.push_back(*address);
  }
  return resolved;
}

}  // namespace

struct Resolver::State {
  State(const asio::any_io_executor& loop, ResolverOptions chosen)
      : executor(loop),
        clock(LoopClock::of(loop)),
        options(std::move(chosen)),
        ares(loop, [this] { start_queries(); }) {}

  EntryPtr entry_of(const std::string& name);
  void begin(const EntryPtr& entry);
  // start_queries begins what there is room for; never called by c-ares itself.
  void start_queries();
  void finish(Entry& entry, Resolved resolved);

  asio::any_io_executor executor;
  LoopClock& clock;
  ResolverOptions options;
  AresLoop ares;
  std::unordered_map<std::string, EntryPtr> entries;
  std::deque<EntryPtr> queue;
  std::size_t in_flight = 0;
};

EntryPtr Resolver::State::entry_of(const std::string& name) {
  auto& known = entries[name];
  if (known) return known;
  known = std::make_shared<Entry>(executor, name);
  const EntryPtr entry = known;
  begin(entry);
  return entry;
}

void Resolver::State::begin(const EntryPtr& entry) {
  if (below_localhost(entry->name)) {
    finish(*entry, loopback(options.family));
  } else if (std::string problem = ares.open(options.servers); !problem.empty()) {
    finish(*entry, {{}, std::move(problem)});
  } else {
    queue.push_back(entry);
    start_queries();
  }
}

void Resolver::State::start_queries() {
  while (!queue.empty() && in_flight < max_in_flight) {
    const EntryPtr entry = std::move(queue.front());
    queue.pop_front();
    entry->deadline = clock.now() + options.timeout;
    entry->answered.expires_after(options.timeout);
    entry->asked = true;
    ++in_flight;
    ares.query(entry->name, options.family,
               [this, entry](Resolved resolved) { finish(*entry, std::move(resolved)); });
  }
  // For names that were given up c-ares would go on asking, and keep the loop alive.
  if (in_flight == 0) ares.cancel();
}

// finish does nothing when an answer comes after the deadline, or after `cancel`.
void Resolver::State::finish(Entry& entry, Resolved resolved) {
  if (entry.result) return;
  if (entry.asked) --in_flight;
  entry.result = std::make_shared<const Resolved>(std::move(resolved));
  entry.answered.cancel();
}

Resolver::Resolver(const asio::any_io_executor& executor, ResolverOptions options)
    : state_(std::make_unique<State>(executor, std::move(options))) {}

Resolver::~Resolver() = default;

asio::awaitable<std::shared_ptr<const Resolved>> Resolver::resolve(std::string name) {
  State& state = *state_;
  const EntryPtr entry = state.entry_of(name);
  while (!entry->result) {
    const auto [error] = co_await entry->answered.async_wait(use_result);
    if (error || entry->result) continue;
    state.clock.beat();
    if (const auto left = entry->deadline - state.clock.now(); left > Clock::duration::zero()) {
      entry->answered.expires_after(left);
      continue;
    }
    const auto waited = state.options.timeout.count();
    state.finish(*entry, {{}, fmt::format("no answer within {} ms", waited)});
    state.start_queries();
  }
  co_return entry->result;
}

void Resolver::cancel() {
  state_->queue.clear();
  for (auto& [name, entry] : state_->entries) {
    if (!entry->result) state_->finish(*entry, {{}, "interrupted", true});
  }
  state_->ares.cancel();
}

}  // namespace mtlschain::net
