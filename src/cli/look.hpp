// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include <mtlschain/observe/live.hpp>

namespace mtlschain::cli {

// Look is one look at every target, live or collected earlier: `sink` gets each observation as soon
// as it is there, in any order, on the calling thread. However long it takes, no peer waits for it:
// live targets are looked at on a thread of their own.
struct Look {
  std::span<const observe::Target> targets;
  const observe::LiveOptions& live;
  int standard_input = 0;
  observe::Stopper& stop;
  bool catch_signals = false;
  std::function<void(std::size_t, observe::Observation)> sink;
};

// look returns when all are done or `stop` was requested, and gives the number of targets that were
// not begun. Fails as observe_live does.
base::Result<std::size_t> look(const Look& what);

}  // namespace mtlschain::cli
