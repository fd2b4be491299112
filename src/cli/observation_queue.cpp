// SPDX-License-Identifier: Apache-2.0
#include "cli/observation_queue.hpp"

#include <utility>

namespace mtlschain::cli {
namespace {

// What is waited for is judged in less time than a handshake takes: more would only cost memory.
constexpr std::size_t room = 64;

}  // namespace

void ObservationQueue::push(Item item) {
  const std::lock_guard lock{mutex_};
  items_.push_back(std::move(item));
  changed_.notify_one();
}

void ObservationQueue::close() {
  const std::lock_guard lock{mutex_};
  closed_ = true;
  changed_.notify_one();
}

std::optional<ObservationQueue::Item> ObservationQueue::pop() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return closed_ || !items_.empty(); });
  if (items_.empty()) return std::nullopt;
  Item item = std::move(items_.front());
  items_.pop_front();
  return item;
}

bool ObservationQueue::has_room() const {
  const std::lock_guard lock{mutex_};
  return items_.size() < room;
}

}  // namespace mtlschain::cli
