// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mtlschain::base {

// Stage is the step of the way of the data at which something could not be done.
enum class Stage : std::uint8_t { options, load, resolve, connect, handshake, output };

// stage_name is the stable word for a stage, as in JSON ("options", "load", ...).
std::string_view stage_name(Stage stage);

// Error says that something could not be looked at: what happened, and the way out. It never
// describes a bad chain; that is a finding. `message` and `hint` are lower case, one line each,
// without a full stop; text in them that came from outside is already printable (base/text.hpp).
struct Error {
  Stage stage = Stage::options;
  std::string message;
  std::string hint;

  bool operator==(const Error&) const = default;
};

// Result is a value, or the reason why there is none.
template <class T>
using Result = tl::expected<T, Error>;

// fail makes the unexpected arm of a Result.
inline tl::unexpected<Error> fail(Stage stage, std::string message, std::string hint = {}) {
  return tl::unexpected(Error{stage, std::move(message), std::move(hint)});
}

}  // namespace mtlschain::base
