// SPDX-License-Identifier: Apache-2.0
#include "net/ares_loop.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <sys/socket.h>

#include <chrono>
#include <cstring>
#include <utility>

namespace mtlschain::net {
namespace {

using WaitType = asio::posix::stream_descriptor::wait_type;

constexpr int first_try_ms = 1000;
constexpr int tries = 3;

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

int family_number(observe::AddressFamily family) {
  using observe::AddressFamily;
  if (family == AddressFamily::any) return AF_UNSPEC;
  return family == AddressFamily::ipv4 ? AF_INET : AF_INET6;
}

// take_answer has the question's answer function for its argument, and owns it.
void take_answer(void* argument, int status, int /*timeouts*/, ares_addrinfo* answer) {
  const std::unique_ptr<AresLoop::Answer> give{static_cast<AresLoop::Answer*>(argument)};
  const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owned{answer,
                                                                           ares_freeaddrinfo};
  if (status == ARES_EDESTRUCTION) return;
  if (status == ARES_SUCCESS && answer != nullptr) {
    (*give)(addresses_of(*answer));
  } else {
    (*give)({{}, ares_strerror(status)});
  }
}

}  // namespace

// Watch is a descriptor of c-ares that the loop watches; c-ares closes it.
struct AresLoop::Watch {
  Watch(const asio::any_io_executor& executor, int socket) : descriptor(executor, socket) {}
  ~Watch() { descriptor.release(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  asio::posix::stream_descriptor descriptor;
  bool wanted[2] = {false, false};   // by c-ares: to read, to write
  bool pending[2] = {false, false};  // a wait of ours is under way
};

AresLoop::AresLoop(const asio::any_io_executor& executor, std::function<void()> processed)
    : executor_(executor), processed_(std::move(processed)), tick_(executor) {}

AresLoop::~AresLoop() {
  if (ares_ != nullptr) ares_destroy(ares_);
}

std::string AresLoop::open(const std::string& servers) {
  if (ares_ != nullptr) return {};
  char lookups[] = "fb";
  ares_options wanted{};
  wanted.timeout = first_try_ms;
  wanted.tries = tries;
  wanted.lookups = lookups;
  wanted.sock_state_cb_data = this;
  wanted.sock_state_cb = [](void* self, ares_socket_t socket, int read, int write) {
    static_cast<AresLoop*>(self)->watch(socket, read != 0, write != 0);
  };
  const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB;
  int status = ares_init_options(&ares_, &wanted, mask);
  if (status == ARES_SUCCESS && !servers.empty()) {
    status = ares_set_servers_ports_csv(ares_, servers.c_str());
  }
  return status == ARES_SUCCESS ? std::string{} : ares_strerror(status);
}

void AresLoop::query(const std::string& name, observe::AddressFamily family, Answer answer) {
  ares_addrinfo_hints hints{};
  hints.ai_family = family_number(family);
  hints.ai_socktype = SOCK_STREAM;
  auto give = std::make_unique<Answer>(std::move(answer));
  ares_getaddrinfo(ares_, name.c_str(), nullptr, &hints, take_answer, give.release());
  arm_tick();
}

void AresLoop::cancel() {
  if (ares_ == nullptr) return;
  ares_cancel(ares_);
  arm_tick();
}

void AresLoop::watch(int socket, bool read, bool write) {
  if (!read && !write) {
    watches_.erase(socket);
    return;
  }
  auto& place = watches_[socket];
  if (!place) place = std::make_shared<Watch>(executor_, socket);
  place->wanted[0] = read;
  place->wanted[1] = write;
  arm(place, socket, false);
  arm(place, socket, true);
}

void AresLoop::arm(const std::shared_ptr<Watch>& place, int socket, bool writing) {
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

void AresLoop::arm_tick() {
  timeval room{};
  const timeval* next = ares_timeout(ares_, nullptr, &room);
  if (next == nullptr) {
    tick_.cancel();
    return;
  }
  tick_.expires_after(std::chrono::seconds(next->tv_sec) +
                      std::chrono::microseconds(next->tv_usec));
  tick_.async_wait([this](boost::system::error_code error) {
    if (!error) process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  });
}

void AresLoop::process(ares_socket_t read, ares_socket_t write) {
  ares_process_fd(ares_, read, write);
  processed_();
  arm_tick();
}

}  // namespace mtlschain::net
