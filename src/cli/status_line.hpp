// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>

#include <mtlschain/base/exit_code.hpp>

namespace mtlschain::cli {

// StatusLine is one line on a terminal that says how far a run is, rewritten in place; nothing at
// all where `shown` is false.
class StatusLine {
 public:
  StatusLine(std::ostream& err, bool shown, std::size_t total)
      : err_(err), shown_(shown), total_(total) {}
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  ~StatusLine() { clear(); }

  void count(base::ExitCode code);
  // say replaces the line by a text of the caller's.
  void say(const std::string& text);
  // clear takes the line away, before anything else is written.
  void clear();

 private:
  std::ostream& err_;
  bool shown_;
  std::size_t total_;
  std::size_t observed_ = 0;
  std::size_t rejected_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace mtlschain::cli
