// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::observe {
namespace {

using base::ExitCode;

struct FailureRow {
  FailureKind kind;
  std::string_view name;
  base::ExitCode exit_code;
};

constexpr std::array<FailureRow, 14> failures{{
    {FailureKind::unreadable, "unreadable", ExitCode::usage},
    {FailureKind::unresolved, "unresolved", ExitCode::not_reached},
    {FailureKind::refused, "refused", ExitCode::not_reached},
    {FailureKind::unreachable, "unreachable", ExitCode::not_reached},
    {FailureKind::timed_out, "timed_out", ExitCode::not_reached},
    {FailureKind::plaintext, "plaintext", ExitCode::no_chain},
    {FailureKind::reset, "reset", ExitCode::no_chain},
    {FailureKind::closed, "closed", ExitCode::no_chain},
    {FailureKind::alert, "alert", ExitCode::no_chain},
    {FailureKind::protocol, "protocol", ExitCode::no_chain},
    {FailureKind::no_certificate, "no_certificate", ExitCode::no_chain},
    {FailureKind::bad_certificate, "bad_certificate", ExitCode::no_chain},
    {FailureKind::out_of_memory, "out_of_memory", ExitCode::no_chain},
    {FailureKind::interrupted, "interrupted", ExitCode::not_reached},
}};

constexpr bool in_order_of_the_enum() {
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (static_cast<std::size_t>(failures[i].kind) != i) return false;
  }
  return true;
}
static_assert(in_order_of_the_enum());

struct AlertRow {
  int number;
  std::string_view name;
};

// RFC 8446 6 and appendix B.2, RFC 5246 7.2, RFC 7507 for 86.
constexpr std::array<AlertRow, 34> alerts{{
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {120, "no_application_protocol"},
}};

template <std::size_t Size, class Enum>
std::string_view name_in(const std::array<std::string_view, Size>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

}  // namespace

std::string_view source_name(Source source) {
  static constexpr std::array<std::string_view, 8> names{
      "live", "transcript", "pem", "der", "envoy_dump", "ztunnel_dump", "kubernetes", "report"};
  return name_in(names, source);
}

std::string_view failure_name(FailureKind kind) {
  return failures.at(static_cast<std::size_t>(kind)).name;
}

base::ExitCode failure_exit_code(FailureKind kind) {
  return failures.at(static_cast<std::size_t>(kind)).exit_code;
}

std::string_view alert_name(int number) {
  const auto row = std::ranges::find(alerts, number, &AlertRow::number);
  return row == alerts.end() ? "unknown" : row->name;
}

bool is_proved(const Observation& observation) {
  if (!must_prove_key(observation)) return true;
  return observation.handshake && observation.handshake->key_proved == true;
}

bool is_warning(int number) {
  constexpr std::array warnings{0, 90, 100};
  return std::ranges::find(warnings, number) != warnings.end();
}

const Alert* refusal(const std::vector<Alert>& alerts) {
  const auto decisive = std::ranges::find_if(
      alerts, [](const Alert& alert) { return alert.received && alert.fatal; });
  return decisive != alerts.end() ? &*decisive : nullptr;
}

std::string_view outcome_name(ClientCertificateOutcome outcome) {
  static constexpr std::array<std::string_view, 4> names{"not_requested", "accepted", "refused",
                                                         "unknown"};
  return name_in(names, outcome);
}

Observation too_large(std::string target) {
  Observation nothing;
  nothing.target = std::move(target);
  nothing.failure = Failure{base::Stage::handshake,
                            FailureKind::out_of_memory,
                            "what the peer sent does not fit into memory",
                            "look at fewer targets together: --concurrency",
                            {}};
  return nothing;
}

bool must_prove_key(const Observation& seen) {
  if (seen.source != Source::report) return seen.source == Source::live;
  return seen.first_source.value_or(Source::live) == Source::live;
}

}  // namespace mtlschain::observe
