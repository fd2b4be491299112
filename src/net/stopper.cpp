// SPDX-License-Identifier: Apache-2.0
#include <mtlschain/observe/live.hpp>

namespace mtlschain::observe {

void Stopper::request(int signal_number) noexcept {
  int expected = 0;
  signal_.compare_exchange_strong(expected, signal_number == 0 ? -1 : signal_number);
}

int Stopper::requested() const noexcept {
  return signal_.load();
}

}  // namespace mtlschain::observe
