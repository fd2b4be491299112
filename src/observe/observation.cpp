// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::observe {
namespace {

struct FailureRow {
  FailureKind kind;
  std::string_view name;
  int exit_code;
};

constexpr std::array<FailureRow, 13> failures{{
    {FailureKind::unreadable, "unreadable", 2},
    {FailureKind::unresolved, "unresolved", 3},
    {FailureKind::refused, "refused", 3},
    {FailureKind::unreachable, "unreachable", 3},
    {FailureKind::timed_out, "timed_out", 3},
    {FailureKind::plaintext, "plaintext", 4},
    {FailureKind::reset, "reset", 4},
    {FailureKind::closed, "closed", 4},
    {FailureKind::alert, "alert", 4},
    {FailureKind::protocol, "protocol", 4},
    {FailureKind::no_certificate, "no_certificate", 4},
    {FailureKind::bad_certificate, "bad_certificate", 4},
    {FailureKind::interrupted, "interrupted", 3},
}};

constexpr bool in_order_of_the_enum() {
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (static_cast<std::size_t>(failures[i].kind) != i) return false;
  }
  return true;
}
static_assert(in_order_of_the_enum());

template <std::size_t Size, class Enum>
std::string_view name_in(const std::array<std::string_view, Size>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

}  // namespace

std::string_view source_name(Source source) {
  static constexpr std::array<std::string_view, 4> names{"live", "transcript", "pem", "der"};
  return name_in(names, source);
}

std::string_view failure_name(FailureKind kind) {
  return failures.at(static_cast<std::size_t>(kind)).name;
}

int failure_exit_code(FailureKind kind) {
  return failures.at(static_cast<std::size_t>(kind)).exit_code;
}

std::string_view outcome_name(ClientCertificateOutcome outcome) {
  static constexpr std::array<std::string_view, 4> names{"not_requested", "accepted", "refused",
                                                         "unknown"};
  return name_in(names, outcome);
}

}  // namespace mtlschain::observe
