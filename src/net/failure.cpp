// SPDX-License-Identifier: Apache-2.0
#include "net/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include <mtlschain/base/text.hpp>

namespace mtlschain::net {
namespace {

using base::Stage;
using observe::Failure;
using observe::FailureKind;

constexpr std::size_t shown_answer = 80;

constexpr std::string_view plaintext_hint =
    "no sidecar there, mTLS disabled (PeerAuthentication DISABLE), or ambient mode: check the "
    "pod's injection label; in ambient mode look at POD-IP:15008";
constexpr std::string_view no_chain_hint =
    "in PERMISSIVE mode a sidecar drops TLS without an Istio ALPN: offer `istio`; at an east-west "
    "gateway the SNI must be outbound_.PORT_._.HOST";
constexpr std::string_view slow_hint =
    "a policy or firewall may drop packets, or the service is not TLS and waits; allow more with "
    "--timeout";

struct AlertHint {
  int number;
  std::string_view hint;
};

constexpr AlertHint alert_hints[] = {
    {40,
     "no common cipher or signature, or no certificate for this name: try other TLS versions "
     "and another --servername"},
    {70, "the peer wants another TLS version: widen --tls-min and --tls-max"},
    {80, "the peer failed inside: look at its log"},
    {112, "the peer serves no such name: try another --servername"},
    {120, "the peer accepts none of the protocols offered: choose others with --alpn"},
};

std::string reason_text(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Failure unresolved(const std::string& name, const std::string& reason) {
  return {Stage::resolve,
          FailureKind::unresolved,
          fmt::format("{} does not resolve: {}", base::printable(name), base::printable(reason)),
          "check the name; inside a cluster NAME.NAMESPACE needs the pod's search list",
          {}};
}

Failure connect_failure(int error, const std::string& address, std::chrono::milliseconds timeout) {
  if (error == ECANCELED) return interrupted(Stage::connect);
  if (error == ETIMEDOUT) {
    return {Stage::connect,
            FailureKind::timed_out,
            fmt::format("no connection to {} within {} ms", address, timeout.count()),
            std::string{slow_hint},
            {}};
  }
  if (error == ECONNREFUSED || error == EAGAIN) {
    return {Stage::connect,
            FailureKind::refused,
            fmt::format("{} refused the connection", address),
            "nothing listens there: check the port, and that the workload is ready",
            {}};
  }
  return {Stage::connect,
          FailureKind::unreachable,
          fmt::format("cannot reach {}: {}", address, reason_text(error)),
          "check the route and the address",
          {}};
}

Failure handshake_failure(int error, const std::string& address,
                          std::chrono::milliseconds timeout) {
  if (error == ECANCELED) return interrupted(Stage::handshake);
  if (error == ETIMEDOUT) {
    return {
        Stage::handshake,
        FailureKind::timed_out,
        fmt::format("{} did not finish the TLS handshake within {} ms", address, timeout.count()),
        std::string{slow_hint},
        {}};
  }
  if (error == ECONNRESET || error == EPIPE) {
    return {Stage::handshake,
            FailureKind::reset,
            fmt::format("{} reset the connection in the TLS handshake", address),
            std::string{no_chain_hint},
            {}};
  }
  return protocol_failure(address, reason_text(error));
}

Failure closed_early(const std::string& address) {
  return {Stage::handshake,
          FailureKind::closed,
          fmt::format("{} closed the connection in the TLS handshake", address),
          std::string{no_chain_hint},
          {}};
}

Failure plaintext_answer(const std::string& address, std::string first_bytes) {
  const auto line = std::string_view{first_bytes}.substr(0, first_bytes.find_first_of("\r\n"));
  std::string message = fmt::format("{} does not speak TLS: it answered \"{}\"", address,
                                    base::printable(line, shown_answer));
  return {Stage::handshake, FailureKind::plaintext, std::move(message), std::string{plaintext_hint},
          std::move(first_bytes)};
}

Failure alert_received(const std::string& address, const observe::Alert& alert,
                       bool after_certificate) {
  const auto* row = std::ranges::find(alert_hints, alert.number, &AlertHint::number);
  return {Stage::handshake,
          FailureKind::alert,
          fmt::format("{} ended the TLS handshake {} its certificate with alert {} ({})", address,
                      after_certificate ? "after" : "before", alert.number, alert.name),
          row != std::end(alert_hints) ? std::string{row->hint} : std::string{},
          {}};
}

Failure protocol_failure(const std::string& address, const std::string& reason) {
  return {Stage::handshake,
          FailureKind::protocol,
          fmt::format("TLS handshake with {} failed: {}", address, reason),
          {},
          {}};
}

Failure no_certificate(const std::string& address) {
  return {Stage::handshake,
          FailureKind::no_certificate,
          fmt::format("{} presented no certificate", address),
          {},
          {}};
}

Failure bad_certificate(const std::string& address, const observe::Unparsed& element) {
  const bool leaf = element.position == 0;
  return {Stage::handshake,
          leaf ? FailureKind::bad_certificate : FailureKind::protocol,
          fmt::format("certificate {} that {} presented cannot be parsed: {}", element.position + 1,
                      address, element.reason),
          {},
          {}};
}

Failure interrupted(Stage stage) {
  return {stage, FailureKind::interrupted, "interrupted", {}, {}};
}

}  // namespace mtlschain::net
