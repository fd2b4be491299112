// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <mtlschain/base/result.hpp>

namespace mtlschain::net {

// Window is how many targets are looked at together.
struct Window {
  std::size_t working = 1;  // that connect or shake hands
  std::size_t open = 1;     // these and those that only wait for a peer's word
};

// Wanted is what a run asks for.
struct Wanted {
  std::size_t concurrency = 64;
  std::size_t targets = 1;
  bool names = false;  // some target has a name, for which the resolver needs descriptors too
};

// window_that_fits raises this process's soft limit of open files as far as it goes, and narrows
// the window to what it then may open. To be called when the loop has its own descriptors. Fails
// with too_few_descriptors where there is none left for a connection.
base::Result<Window> window_that_fits(const Wanted& wanted);

// too_few_descriptors is the error (stage options) that names the limit and the way out.
base::Error too_few_descriptors();

}  // namespace mtlschain::net
