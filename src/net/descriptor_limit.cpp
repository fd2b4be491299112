// SPDX-License-Identifier: Apache-2.0
#include "net/descriptor_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace mtlschain::net {
namespace {

constexpr rlim_t other_descriptors = 128;  // files, the loop's own, the resolver's

}  // namespace

std::size_t fitting_concurrency(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = static_cast<rlim_t>(wanted) + other_descriptors;
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= needed) return wanted;
  const bool tight = limit.rlim_cur <= 2 * other_descriptors;
  const rlim_t room = tight ? limit.rlim_cur / 2 : limit.rlim_cur - other_descriptors;
  return std::clamp<std::size_t>(room, 1, wanted);
}

}  // namespace mtlschain::net
