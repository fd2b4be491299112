// SPDX-License-Identifier: Apache-2.0
#include "cli/status_line.hpp"

#include <fmt/format.h>

namespace mtlschain::cli {
namespace {

// A person reads no faster, and a sweep of thousands should not spend its time on the terminal.
constexpr std::chrono::milliseconds redraw_after{50};

}  // namespace

void StatusLine::count(base::ExitCode code) {
  ++observed_;
  if (code != base::ExitCode::verified) ++rejected_;
  if (total_ < 2 || !shown_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < redraw_after && observed_ < total_) return;
  last_ = now;
  say(fmt::format("{}/{} observed, {} not good", observed_, total_, rejected_));
}

void StatusLine::say(const std::string& text) {
  if (!shown_) return;
  err_ << "\r\x1b[K" << text << std::flush;
  drawn_ = true;
}

void StatusLine::clear() {
  if (drawn_) err_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace mtlschain::cli
