// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "fuzz/promise.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/base/time.hpp>

namespace mtlschain::tests::fuzz {
namespace {

void time(std::string_view text) {
  const auto time = base::parse_time(text);
  if (!time) return promise_error(time.error(), base::Stage::options);
  promise(base::parse_time(base::format_time(*time)) == *time, "round trip of a time");
}

void duration(std::string_view text) {
  const auto duration = base::parse_duration(text);
  if (!duration) return promise_error(duration.error(), base::Stage::options);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*duration);
  const auto text_form = base::format_duration(seconds);
  if (seconds >= std::chrono::days{365}) return;  // written in years, which are not read
  const auto written = base::parse_duration(text_form);
  promise(written && *written <= seconds, "two units are at most the duration");
}

}  // namespace

void moment(std::string_view bytes) {
  time(bytes);
  duration(bytes);
}

}  // namespace mtlschain::tests::fuzz
