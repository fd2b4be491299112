// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

#include <chrono>

namespace mtlschain::net {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// LoopClock is the time in which one loop ran. Time in which the process was stopped, or the loop
// too busy to look at its sockets, is not the peer's: it does not count towards a deadline. One
// belongs to each io_context, and is used on its thread.
class LoopClock : public asio::execution_context::service {
 public:
  using key_type = LoopClock;
  static asio::execution_context::id id;  // as asio::use_service asks for it

  // beat_interval is how often `beat` is called while `set_beating(true)` holds.
  static constexpr std::chrono::milliseconds beat_interval{50};

  explicit LoopClock(asio::execution_context& loop) : service(loop) {}

  // of is the clock of the loop behind an executor.
  static LoopClock& of(const asio::any_io_executor& executor);

  // now is the steady clock less what was lost.
  Clock::time_point now() const { return Clock::now() - lost_; }

  // beat says that the loop turns. What passed since the last beat beyond an interval is lost; only
  // while somebody beats, or there would be nothing to tell it by.
  void beat();
  void set_beating(bool beating);

 private:
  void shutdown() override {}

  Clock::time_point last_{};
  Clock::duration lost_{};
  bool beating_ = false;
};

}  // namespace mtlschain::net
