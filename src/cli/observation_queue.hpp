// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::cli {

// ObservationQueue hands observations from the thread that looks to the one that judges and writes.
// Who looks never waits: where the other is behind it sees `has_room() == false` and begins nothing
// new.
class ObservationQueue {
 public:
  struct Item {
    std::size_t index = 0;
    observe::Observation observation;
  };

  void push(Item item);
  // close: nothing more will come.
  void close();
  // pop waits for the next one; empty once the queue is closed and all are taken.
  std::optional<Item> pop();
  bool has_room() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  bool closed_ = false;
};

}  // namespace mtlschain::cli
