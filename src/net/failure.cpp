// SPDX-License-Identifier: Apache-2.0
#include "net/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "net/failure_hints.hpp"
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
constexpr std::string_view silent_hint =
    "the service may not be TLS and wait for its client, or the proxy there is stuck; allow more "
    "with --timeout";

std::string reason_text(int error) {
  return std::generic_category().message(error);
}

// when_text is how far the handshake had come.
std::string when_text(const Contact& contact) {
  if (contact.received == 0) return "after our ClientHello, before any answer";
  return fmt::format("in the TLS handshake, after {} bytes of it", contact.received);
}

Failure handshake_timeout(const Contact& contact) {
  const auto limit = contact.timeout.count();
  if (contact.received == 0) {
    return {Stage::handshake,
            FailureKind::timed_out,
            fmt::format("{} accepted the connection, but gave no answer to our ClientHello within "
                        "{} ms",
                        contact.address, limit),
            std::string{silent_hint},
            {}};
  }
  return {Stage::handshake,
          FailureKind::timed_out,
          fmt::format("{} sent {} bytes, but did not finish the TLS handshake within {} ms",
                      contact.address, contact.received, limit),
          "the peer is slow or stuck halfway: look at its load; allow more with --timeout",
          {}};
}

}  // namespace

Failure unresolved(const std::string& name, const std::string& reason) {
  return {Stage::resolve,
          FailureKind::unresolved,
          fmt::format("{} does not resolve: {}", base::printable(name), base::printable(reason)),
          "check the name; inside a cluster NAME.NAMESPACE needs the pod's search list",
          {}};
}

Failure connect_failure(const Contact& contact, int error) {
  const std::string& address = contact.address;
  if (error == ECANCELED) return interrupted(Stage::connect, address);
  Failure failure{Stage::connect, FailureKind::unreachable, {}, connect_hint(error), {}};
  if (error == ETIMEDOUT) {
    failure.kind = FailureKind::timed_out;
    failure.message =
        fmt::format("no connection to {} within {} ms", address, contact.timeout.count());
  } else if (error == ECONNREFUSED || error == EAGAIN) {
    failure.kind = FailureKind::refused;
    failure.message = fmt::format("{} refused the connection", address);
  } else {
    failure.message = fmt::format("cannot reach {}: {}", address, reason_text(error));
  }
  return failure;
}

Failure handshake_failure(const Contact& contact, int error) {
  if (error == ECANCELED) return interrupted(Stage::handshake, contact.address);
  if (error == ETIMEDOUT) return handshake_timeout(contact);
  if (error == ECONNRESET || error == EPIPE) {
    return {Stage::handshake,
            FailureKind::reset,
            fmt::format("{} reset the connection {}", contact.address, when_text(contact)),
            broken_off_hint(contact),
            {}};
  }
  return protocol_failure(contact, reason_text(error));
}

Failure closed_early(const Contact& contact) {
  return {Stage::handshake,
          FailureKind::closed,
          fmt::format("{} closed the connection {}", contact.address, when_text(contact)),
          broken_off_hint(contact),
          {}};
}

Failure plaintext_answer(const Contact& contact, std::string first_bytes) {
  const std::string_view all = first_bytes;
  const auto begin = std::min(all.find_first_not_of("\r\n"), all.size());
  const auto line = all.substr(begin, all.find_first_of("\r\n", begin) - begin);
  std::string message = fmt::format("{} does not speak TLS: it answered \"{}\"", contact.address,
                                    base::printable(line, shown_answer));
  return {Stage::handshake, FailureKind::plaintext, std::move(message), std::string{plaintext_hint},
          std::move(first_bytes)};
}

Failure alert_received(const Contact& contact, const observe::Alert& alert,
                       bool after_certificate) {
  return {Stage::handshake,
          FailureKind::alert,
          fmt::format("{} ended the TLS handshake {} its certificate with alert {} ({})",
                      contact.address, after_certificate ? "after" : "before", alert.number,
                      alert.name),
          alert_hint(alert.number),
          {}};
}

Failure protocol_failure(const Contact& contact, const std::string& reason, std::string hint) {
  return {Stage::handshake,
          FailureKind::protocol,
          fmt::format("TLS handshake with {} failed after {} bytes of it: {}", contact.address,
                      contact.received, reason),
          std::move(hint),
          {}};
}

Failure no_certificate(const Contact& contact) {
  return {Stage::handshake,
          FailureKind::no_certificate,
          fmt::format("{} presented no certificate", contact.address),
          "it has none to serve (a secret not yet delivered?), or chose an anonymous cipher",
          {}};
}

Failure oversized_chain(const Contact& contact) {
  return {Stage::handshake,
          FailureKind::protocol,
          fmt::format("{} presented more certificates or names than any chain has: the handshake "
                      "was ended there",
                      contact.address),
          "no chain needs that many: look at what it serves",
          {}};
}

Failure bad_certificate(const Contact& contact, const observe::Unparsed& element) {
  const bool leaf = element.position == 0;
  return {Stage::handshake,
          leaf ? FailureKind::bad_certificate : FailureKind::protocol,
          fmt::format("certificate {} that {} presented cannot be parsed: {}", element.position + 1,
                      contact.address, element.reason),
          "the file or secret that the peer serves it from is damaged: look at it there",
          {}};
}

Failure interrupted(Stage stage, const std::string& whom) {
  const std::string_view doing = stage == Stage::resolve   ? "while resolving"
                                 : stage == Stage::connect ? "while connecting to"
                                                           : "in the TLS handshake with";
  return {stage,
          FailureKind::interrupted,
          fmt::format("interrupted {} {}", doing, base::printable(whom)),
          {},
          {}};
}

}  // namespace mtlschain::net
