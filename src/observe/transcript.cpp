// SPDX-License-Identifier: Apache-2.0
#include "observe/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "observe/connection.hpp"

namespace mtlschain::observe {
namespace {

// for_each_line calls `use(line, number)` for each line without its end, until it returns false. A
// terminal may have added more than one carriage return.
template <class Use>
void for_each_line(std::string_view text, Use use) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    while (line.ends_with('\r')) line.remove_suffix(1);
    if (!use(line, number)) return;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

bool is_sign(std::string_view line) {
  static constexpr std::array<std::string_view, 4> whole{"Certificate chain", "Server certificate",
                                                         "no peer certificate available",
                                                         "CONNECTION ESTABLISHED"};
  return std::ranges::find(whole, line) != whole.end() || line.starts_with("CONNECTED(") ||
         line.starts_with("connect:errno=");
}

struct Reading {
  Connection chosen;
  std::size_t connections = 1;
  std::size_t number = 1;  // of the chosen one
};

// read_connections keeps the first connection that shows a certificate, else the first, and counts
// the others.
Reading read_connections(std::string_view text) {
  Reading reading;
  Connection current;
  const auto keep = [&] {
    const bool better = !reading.chosen.shows_certificate && current.shows_certificate;
    if (reading.connections > 1 && !better) return;
    reading.chosen = std::move(current);
    reading.number = reading.connections;
  };
  for_each_line(text, [&](std::string_view line, std::size_t number) {
    if (begins_connection(current, line)) {
      keep();
      ++reading.connections;
      current = {};
    }
    take_line(current, line, number);
    return true;
  });
  keep();
  return reading;
}

struct Explanation {
  FailureKind kind;
  base::Stage stage;
  const char* message;
  const char* hint;
};

constexpr std::array<Explanation, 9> explanations{{
    {FailureKind::unresolved, base::Stage::resolve, "the name has no address", ""},
    {FailureKind::refused, base::Stage::connect, "connection refused", ""},
    {FailureKind::unreachable, base::Stage::connect, "no connection", ""},
    {FailureKind::timed_out, base::Stage::connect, "connecting timed out", ""},
    {FailureKind::plaintext, base::Stage::handshake, "the peer does not speak TLS",
     "no sidecar, mTLS disabled, or another port: look at the injection and at PeerAuthentication"},
    {FailureKind::reset, base::Stage::handshake, "connection reset in the handshake",
     "in PERMISSIVE mode a client has to offer an Istio ALPN: add -alpn istio"},
    {FailureKind::closed, base::Stage::handshake, "connection closed in the handshake",
     "in PERMISSIVE mode a client has to offer an Istio ALPN: add -alpn istio"},
    {FailureKind::alert, base::Stage::handshake, "the peer ended the handshake with an alert", ""},
    {FailureKind::protocol, base::Stage::handshake, "no TLS version in common", ""},
}};

Failure failure_of(const Connection& connection) {
  // What went wrong after the handshake is not why there is no certificate.
  const bool secured = connection.established || !connection.handshake.cipher.empty();
  const auto cause = secured ? std::nullopt : connection.cause;
  const auto row = std::ranges::find(explanations, cause.value_or(FailureKind::no_certificate),
                                     &Explanation::kind);
  Failure failure{.stage = base::Stage::handshake,
                  .kind = FailureKind::no_certificate,
                  .message = "the transcript says that the peer sent no certificate",
                  .hint = {},
                  .first_bytes = {}};
  if (row != explanations.end()) {
    failure.stage = row->stage;
    failure.kind = row->kind;
    failure.message = fmt::format("the transcript shows no certificate: {}", row->message);
    failure.hint = row->hint;
  } else if (!connection.denied) {
    failure.message = "the transcript holds no certificate block";
    failure.hint = "record it again with openssl s_client -showcerts";
  }
  if (failure.kind == FailureKind::alert && !connection.alerts.empty()) {
    const auto& alert = connection.alerts.back();
    failure.message += fmt::format(" ({}, {})", alert.number, alert.name);
  }
  return failure;
}

void remark(Observation& observation, const Reading& reading, bool from_chain) {
  if (reading.connections > 1) {
    observation.remarks.push_back(
        fmt::format("the transcript holds {} connections: number {} is taken", reading.connections,
                    reading.number));
  }
  const auto blocks = observation.presented.size() + observation.unparsed.size();
  if (!observation.failure && reading.chosen.listed > blocks) {
    observation.remarks.push_back(
        fmt::format("the transcript lists {} certificates but holds {}: {}", reading.chosen.listed,
                    blocks, from_chain ? "it was cut" : "record it again with -showcerts"));
  }
}

}  // namespace

bool is_transcript(std::string_view text) {
  bool found = false;
  for_each_line(text, [&](std::string_view line, std::size_t) {
    found = is_sign(line);
    return !found;
  });
  return found;
}

void read_transcript(Observation& observation, std::string_view text,
                     std::span<const x509::PemBlock> blocks) {
  auto reading = read_connections(text);
  auto& connection = reading.chosen;
  conclude(connection);
  const bool from_chain = has_certificate(blocks, connection.chain);
  const auto& lines = from_chain ? connection.chain : connection.server;
  if (has_certificate(blocks, lines)) {
    present(observation, blocks, lines);
  } else {
    observation.failure = failure_of(connection);
  }
  remark(observation, reading, from_chain);
  if (!connection.handshake.cipher.empty()) {
    observation.handshake = std::move(connection.handshake);
  }
  observation.client_certificate = std::move(connection.client_certificate);
  observation.alerts = std::move(connection.alerts);
}

}  // namespace mtlschain::observe
