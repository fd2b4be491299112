// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

#include <mtlschain/observe/live.hpp>

namespace mtlschain::net {

// StopWatch watches a stopper from a loop, which it keeps alive while it lives, and lets the loop's
// LoopClock beat. With `catch_signals` SIGINT, SIGTERM and SIGHUP request the stopper; SIGHUP not
// where it was ignored (nohup). The first signal gives them back to the process: the second one
// ends it at once.
class StopWatch {
 public:
  StopWatch(const boost::asio::any_io_executor& executor, observe::Stopper& stopper,
            bool catch_signals);
  ~StopWatch();
  StopWatch(const StopWatch&) = delete;
  StopWatch& operator=(const StopWatch&) = delete;

  // on_stop is called once, on the loop: a request from another thread is seen at the next beat.
  void on_stop(std::function<void()> stopped);
  // on_beat is called at each beat of the LoopClock.
  void on_beat(std::function<void()> beat);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mtlschain::net
