// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

#include <mtlschain/observe/live.hpp>

namespace mtlschain::net {

// StopWatch calls `stopped` on its loop once the stopper was requested (from another thread or a
// signal handler it is seen within 50 ms), or, with `catch_signals`, when SIGINT or SIGTERM came,
// which requests it. It keeps the loop alive until `end`.
class StopWatch {
 public:
  StopWatch(const boost::asio::any_io_executor& executor, observe::Stopper& stopper,
            bool catch_signals, std::function<void()> stopped);
  ~StopWatch();
  StopWatch(const StopWatch&) = delete;
  StopWatch& operator=(const StopWatch&) = delete;

  void end();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mtlschain::net
