// SPDX-License-Identifier: Apache-2.0
#include "net/loop_clock.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

namespace mtlschain::net {
namespace {

// A beat that is late by less says nothing: the machine had other work for a moment.
constexpr std::chrono::milliseconds slack{25};

}  // namespace

asio::execution_context::id LoopClock::id;

LoopClock& LoopClock::of(const asio::any_io_executor& executor) {
  return asio::use_service<LoopClock>(asio::query(executor, asio::execution::context));
}

void LoopClock::beat() {
  const auto now = Clock::now();
  const auto passed = now - last_;
  if (beating_ && passed > beat_interval + slack) lost_ += passed - beat_interval;
  last_ = now;
}

void LoopClock::set_beating(bool beating) {
  beating_ = beating;
  last_ = Clock::now();
}

}  // namespace mtlschain::net
