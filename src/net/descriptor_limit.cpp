// SPDX-License-Identifier: Apache-2.0
#include "net/descriptor_limit.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

namespace mtlschain::net {
namespace {

constexpr std::size_t max_concurrency = 1024;
constexpr std::size_t max_waiting = 1024;  // beside the window: about 45 KiB each
constexpr rlim_t counted_descriptors = 1024;
// What else is opened while it runs: the pipe of the signals, a file of --save-certs.
constexpr rlim_t for_files = 3;
// c-ares: a UDP and a TCP socket for each server, its files, the kernel's answer on routes.
constexpr rlim_t for_names = 9;

rlim_t soft_limit(rlim_t needed) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return needed;
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

// Counted by asking for each: to read /proc/self/fd takes a descriptor more.
rlim_t open_descriptors(rlim_t limit) {
  rlim_t open = 0;
  for (rlim_t one = 0; one < std::min(limit, counted_descriptors); ++one) {
    if (fcntl(static_cast<int>(one), F_GETFD) != -1) ++open;
  }
  return open;
}

}  // namespace

base::Result<Window> window_that_fits(const Wanted& wanted) {
  const std::size_t working =
      std::clamp<std::size_t>(std::min(wanted.concurrency, wanted.targets), 1, max_concurrency);
  const std::size_t open =
      std::min(working + max_waiting, std::max<std::size_t>(wanted.targets, 1));
  const rlim_t others = for_files + (wanted.names ? for_names : 0);
  constexpr rlim_t usual = 64;  // descriptors that are open already, at most
  const rlim_t limit = soft_limit(open + others + usual);
  const rlim_t used = open_descriptors(limit) + others;
  if (limit <= used) return tl::unexpected(too_few_descriptors());
  const std::size_t room = limit - used;
  return Window{std::min(working, room), std::min(open, room)};
}

base::Error too_few_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return {
      base::Stage::options,
      fmt::format("this process may open {} files, too few to connect to anything", limit.rlim_cur),
      "raise the limit: ulimit -n 256"};
}

}  // namespace mtlschain::net
