// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ares.h>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "net/resolver.hpp"

namespace mtlschain::net {

// AresLoop runs c-ares on an Asio loop: its sockets and its timers.
class AresLoop {
 public:
  using Answer = std::function<void(Resolved)>;

  // `processed` is called whenever c-ares had its turn, outside of c-ares: new queries begin there.
  AresLoop(const asio::any_io_executor& executor, std::function<void()> processed);
  ~AresLoop();
  AresLoop(const AresLoop&) = delete;
  AresLoop& operator=(const AresLoop&) = delete;

  // open gives the reason why c-ares cannot be used, or nothing; once open it does nothing.
  std::string open(const std::string& servers);
  // query answers once, perhaps before it returns.
  void query(const std::string& name, observe::AddressFamily family, Answer answer);
  // cancel answers all queries at once, and leaves nothing waiting on the loop.
  void cancel();

 private:
  struct Watch;

  void watch(int socket, bool read, bool write);
  void arm(const std::shared_ptr<Watch>& place, int socket, bool writing);
  void arm_tick();
  void process(ares_socket_t read, ares_socket_t write);

  asio::any_io_executor executor_;
  std::function<void()> processed_;
  asio::steady_timer tick_;
  std::unordered_map<int, std::shared_ptr<Watch>> watches_;
  ares_channel ares_ = nullptr;
};

}  // namespace mtlschain::net
