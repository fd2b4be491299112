// SPDX-License-Identifier: Apache-2.0
#include "cli/look.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "cli/observation_queue.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/memory.hpp>
#include <mtlschain/observe/material.hpp>

namespace mtlschain::cli {
namespace {

bool is_material(const observe::Target& target) {
  return std::holds_alternative<observe::Material>(target.where);
}

std::vector<observe::Observation> observe_material(const observe::Target& target,
                                                   int standard_input) {
  const base::SecretReading reading;  // a dump or bundle may hold a private key
  const auto& path = std::get<observe::Material>(target.where).path;
  const auto bytes = path == "-" ? base::read_descriptor(standard_input, "standard input",
                                                         observe::max_material_bytes)
                                 : base::read_file(path, observe::max_material_bytes);
  if (bytes) return observe::read_material_all(*bytes, target.text);
  observe::Observation unread;
  unread.target = target.text;
  unread.source = observe::Source::pem;
  unread.failure = observe::Failure{base::Stage::load,
                                    observe::FailureKind::unreadable,
                                    bytes.error().message,
                                    bytes.error().hint,
                                    {}};
  return {std::move(unread)};
}

// LiveLook is observe_live on its own thread. Whoever leaves early stops it.
class LiveLook {
 public:
  explicit LiveLook(const Look& what) : what_(what), thread_([this] { run(); }) {}
  ~LiveLook() {
    if (!thread_.joinable()) return;
    what_.stop.request();
    thread_.join();
  }
  LiveLook(const LiveLook&) = delete;
  LiveLook& operator=(const LiveLook&) = delete;

  base::Result<std::size_t> finish() {
    while (auto next = queue_.pop()) take(*std::move(next));
    thread_.join();
    if (error_) std::rethrow_exception(error_);
    return result_;
  }

 private:
  // What is too large to be judged or shown is that target's failure, not the run's.
  void take(ObservationQueue::Item item) {
    const std::size_t index = item.index;
    try {
      what_.sink(index, std::move(item.observation));
    } catch (const std::bad_alloc&) {
      what_.sink(index, observe::too_large(what_.targets[index].text));
    }
  }

  void run() {
    const auto sink = [this](std::size_t index, observe::Observation observation) {
      queue_.push({index, std::move(observation)});
    };
    const auto has_room = [this] { return queue_.has_room(); };
    try {
      result_ = observe::observe_live(
          {what_.targets, what_.live, sink, &what_.stop, what_.catch_signals, has_room});
    } catch (...) {
      error_ = std::current_exception();
    }
    queue_.close();
  }

  const Look& what_;
  ObservationQueue queue_;
  base::Result<std::size_t> result_ = 0;
  std::exception_ptr error_;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace

base::Result<std::size_t> look(const Look& what) {
  std::size_t not_begun = 0;
  for (std::size_t i = 0; i < what.targets.size(); ++i) {
    if (!is_material(what.targets[i])) continue;
    if (what.stop.requested() != 0) {
      ++not_begun;
      continue;
    }
    for (auto& observation : observe_material(what.targets[i], what.standard_input)) {
      what.sink(i, std::move(observation));
    }
  }
  const auto live = static_cast<std::size_t>(std::ranges::count_if(
      what.targets, [](const observe::Target& target) { return !is_material(target); }));
  if (what.stop.requested() != 0) return not_begun + live;
  if (live == 0) return not_begun;
  return LiveLook{what}.finish();
}

}  // namespace mtlschain::cli
