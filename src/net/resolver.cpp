// SPDX-License-Identifier: Apache-2.0
#include "net/resolver.hpp"

#include <ares.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <netinet/in.h>

#include <cstring>
#include <deque>
#include <unordered_map>

namespace mtlschain::net {
namespace {

constexpr auto use_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_in_flight = 64;
constexpr int first_try_ms = 1000;
constexpr int tries = 3;

using Clock = std::chrono::steady_clock;
using WaitType = asio::posix::stream_descriptor::wait_type;

// Entry is a name and its answer, once there is one.
struct Entry {
  Entry(const asio::any_io_executor& executor, std::string text)
      : name(std::move(text)), answered(executor, Clock::time_point::max()) {}

  std::string name;
  asio::steady_timer answered;  // waited for by all who ask; expires when the name took too long
  std::shared_ptr<const Resolved> result;

  void finish(Resolved resolved) {
    if (result) return;
    result = std::make_shared<const Resolved>(std::move(resolved));
    answered.cancel();
  }
};

// Watch is a descriptor of c-ares that the loop watches; c-ares closes it.
struct Watch {
  Watch(const asio::any_io_executor& executor, int socket) : descriptor(executor, socket) {}
  ~Watch() { descriptor.release(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  asio::posix::stream_descriptor descriptor;
  bool wanted[2] = {false, false};   // by c-ares: to read, to write
  bool pending[2] = {false, false};  // a wait of ours is under way
};

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

Resolved addresses_of(const ares_addrinfo& answer) {
  Resolved resolved;
  for (const auto* node = answer.nodes; node != nullptr; node = node->ai_next) {
    Address address;
    if (node->ai_addrlen > sizeof address.storage) continue;
    std::memcpy(&address.storage, node->ai_addr, node->ai_addrlen);
    address.length = node->ai_addrlen;
    resolved.addresses.push_back(at_port(address, 0));
  }
  if (resolved.addresses.empty()) resolved.problem = "the answer holds no address";
  return resolved;
}

}  // namespace

struct Resolver::Channel {
  Channel(const asio::any_io_executor& loop, ResolverOptions chosen)
      : executor(loop), options(std::move(chosen)), tick(loop) {}

  ~Channel() {
    if (ares != nullptr) ares_destroy(ares);
  }

  std::string open();
  void start_queries();
  void query(const std::shared_ptr<Entry>& entry);
  void watch(int socket, bool read, bool write);
  void arm(const std::shared_ptr<Watch>& watch, int socket, bool writing);
  void arm_tick();
  void process(ares_socket_t read, ares_socket_t write);

  asio::any_io_executor executor;
  ResolverOptions options;
  asio::steady_timer tick;
  ares_channel ares = nullptr;
  std::unordered_map<std::string, std::shared_ptr<Entry>> entries;
  std::deque<std::shared_ptr<Entry>> queue;
  std::size_t in_flight = 0;
  std::unordered_map<int, std::shared_ptr<Watch>> watches;
};

namespace {

// Question is what c-ares carries for us from a query to its answer.
struct Question {
  std::size_t* in_flight;
  std::shared_ptr<Entry> entry;
};

void take_answer(void* argument, int status, int /*timeouts*/, ares_addrinfo* answer) {
  const std::unique_ptr<Question> question{static_cast<Question*>(argument)};
  const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owned{answer,
                                                                           ares_freeaddrinfo};
  --*question->in_flight;
  if (status == ARES_EDESTRUCTION) return;
  if (status == ARES_SUCCESS && answer != nullptr) {
    question->entry->finish(addresses_of(*answer));
  } else {
    question->entry->finish({{}, ares_strerror(status)});
  }
}

}  // namespace

// open gives the reason why c-ares cannot be used, or nothing.
std::string Resolver::Channel::open() {
  if (ares != nullptr) return {};
  char lookups[] = "fb";
  ares_options wanted{};
  wanted.timeout = first_try_ms;
  wanted.tries = tries;
  wanted.lookups = lookups;
  wanted.sock_state_cb_data = this;
  wanted.sock_state_cb = [](void* self, ares_socket_t socket, int read, int write) {
    static_cast<Channel*>(self)->watch(socket, read != 0, write != 0);
  };
  const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB;
  int status = ares_init_options(&ares, &wanted, mask);
  if (status == ARES_SUCCESS && !options.servers.empty()) {
    status = ares_set_servers_ports_csv(ares, options.servers.c_str());
  }
  return status == ARES_SUCCESS ? std::string{} : ares_strerror(status);
}

void Resolver::Channel::start_queries() {
  while (!queue.empty() && in_flight < max_in_flight) {
    const auto entry = std::move(queue.front());
    queue.pop_front();
    query(entry);
  }
  arm_tick();
}

void Resolver::Channel::query(const std::shared_ptr<Entry>& entry) {
  using observe::AddressFamily;
  ares_addrinfo_hints hints{};
  hints.ai_family = options.family == AddressFamily::any    ? AF_UNSPEC
                    : options.family == AddressFamily::ipv4 ? AF_INET
                                                            : AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  entry->answered.expires_after(options.timeout);
  ++in_flight;
  auto question = std::make_unique<Question>(Question{&in_flight, entry});
  ares_getaddrinfo(ares, entry->name.c_str(), nullptr, &hints, take_answer, question.release());
}

void Resolver::Channel::watch(int socket, bool read, bool write) {
  if (!read && !write) {
    watches.erase(socket);
    return;
  }
  auto& place = watches[socket];
  if (!place) place = std::make_shared<Watch>(executor, socket);
  place->wanted[0] = read;
  place->wanted[1] = write;
  arm(place, socket, false);
  arm(place, socket, true);
}

void Resolver::Channel::arm(const std::shared_ptr<Watch>& place, int socket, bool writing) {
  if (!place->wanted[writing] || place->pending[writing]) return;
  place->pending[writing] = true;
  const auto type = writing ? WaitType::wait_write : WaitType::wait_read;
  const std::weak_ptr<Watch> weak = place;
  place->descriptor.async_wait(
      type, [this, weak, socket, writing](boost::system::error_code error) {
        if (error || weak.expired()) return;
        weak.lock()->pending[writing] = false;
        process(writing ? ARES_SOCKET_BAD : socket, writing ? socket : ARES_SOCKET_BAD);
        if (const auto still_watched = weak.lock()) arm(still_watched, socket, writing);
      });
}

void Resolver::Channel::arm_tick() {
  timeval room{};
  const timeval* next = ares_timeout(ares, nullptr, &room);
  if (next == nullptr) {
    tick.cancel();
    return;
  }
  tick.expires_after(std::chrono::seconds(next->tv_sec) + std::chrono::microseconds(next->tv_usec));
  tick.async_wait([this](boost::system::error_code error) {
    if (!error) process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  });
}

void Resolver::Channel::process(ares_socket_t read, ares_socket_t write) {
  ares_process_fd(ares, read, write);
  start_queries();
}

Resolver::Resolver(const asio::any_io_executor& executor, ResolverOptions options)
    : channel_(std::make_unique<Channel>(executor, std::move(options))) {}

Resolver::~Resolver() = default;

asio::awaitable<std::shared_ptr<const Resolved>> Resolver::resolve(std::string name) {
  Channel& channel = *channel_;
  auto& known = channel.entries[name];
  if (!known) {
    known = std::make_shared<Entry>(channel.executor, name);
    if (below_localhost(name)) {
      known->finish(loopback(channel.options.family));
    } else if (std::string problem = channel.open(); !problem.empty()) {
      known->finish({{}, std::move(problem)});
    } else {
      channel.queue.push_back(known);
      channel.start_queries();
    }
  }
  const std::shared_ptr<Entry> entry = channel.entries[name];
  while (!entry->result) {
    const auto [error] = co_await entry->answered.async_wait(use_result);
    if (!error) {
      entry->finish({{}, fmt::format("no answer within {} ms", channel.options.timeout.count())});
    }
  }
  co_return entry->result;
}

void Resolver::cancel() {
  channel_->queue.clear();
  for (auto& [name, entry] : channel_->entries) entry->finish({{}, "interrupted"});
}

}  // namespace mtlschain::net
