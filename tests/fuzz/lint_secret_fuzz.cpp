// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fuzz/promise_linted.hpp"
#include "fuzz/targets.hpp"

namespace mtlschain::tests::fuzz {

void lint_secret(std::string_view bytes) {
  const auto directory = trust::load_document(std::string{bytes}, "name");
  if (!directory) return promise_error(directory.error(), base::Stage::load);
  promise_linted(*directory, turn_of(bytes, 4));
}

}  // namespace mtlschain::tests::fuzz
