// SPDX-License-Identifier: Apache-2.0
#include "observe/connection.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>

#include <mtlschain/base/text.hpp>

namespace mtlschain::observe {
namespace {

using namespace std::string_view_literals;

// A transcript is hostile text: these bound what is kept of it.
constexpr std::size_t max_issuers = 1000;
constexpr std::size_t max_alerts = 16;

constexpr auto to_the_end = std::numeric_limits<std::size_t>::max();

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// number_at reads the decimal number at the beginning of `text`, if there is one.
template <class Number>
std::optional<Number> number_at(std::string_view text) {
  Number number{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? std::optional(number) : std::nullopt;
}

// take_cipher reads "TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384". The version is that of the cipher;
// the session's own (take_version) is better, and comes later where it comes at all.
void take_cipher(Connection& connection, std::string_view rest) {
  constexpr auto mark = ", Cipher is "sv;
  const auto at = rest.find(mark);
  if (at == std::string_view::npos || rest.starts_with('(')) return;
  connection.handshake.version = base::printable(rest.substr(0, at));
  connection.handshake.cipher = base::printable(rest.substr(at + mark.size()));
}

void take_version(Connection& connection, std::string_view rest) {
  if (!connection.handshake.cipher.empty()) connection.handshake.version = base::printable(rest);
}

void take_alpn(Connection& connection, std::string_view rest) {
  connection.handshake.alpn = base::printable(rest);
}

void take_signature(Connection& connection, std::string_view rest) {
  connection.handshake.peer_signature = base::printable(rest);
}

// take_group reads "X25519, 253 bits" or "ECDH, prime256v1, 256 bits"; finite-field groups are not
// named there.
void take_group(Connection& connection, std::string_view rest) {
  struct Name {
    std::string_view printed;
    std::string_view group;
  };
  static constexpr std::array<Name, 8> names{{{"X25519", "x25519"},
                                              {"X448", "x448"},
                                              {"P-256", "secp256r1"},
                                              {"prime256v1", "secp256r1"},
                                              {"P-384", "secp384r1"},
                                              {"secp384r1", "secp384r1"},
                                              {"P-521", "secp521r1"},
                                              {"secp521r1", "secp521r1"}}};
  if (rest.starts_with("ECDH, ")) rest.remove_prefix("ECDH, "sv.size());
  const auto printed = rest.substr(0, rest.find(','));
  const auto row = std::ranges::find(names, printed, &Name::printed);
  if (row != names.end()) connection.handshake.group = row->group;
}

void take_negotiated_group(Connection& connection, std::string_view rest) {
  connection.handshake.group = base::printable(rest);
}

// take_bytes reads "4124 bytes and written 446 bytes", the last line of every handshake.
void take_bytes(Connection& connection, std::string_view rest) {
  constexpr auto mark = " bytes and written "sv;
  connection.ended = true;
  connection.handshake.bytes_read = number_at<std::uint64_t>(rest).value_or(0);
  const auto at = rest.find(mark);
  if (at == std::string_view::npos) return;
  connection.handshake.bytes_written =
      number_at<std::uint64_t>(rest.substr(at + mark.size())).value_or(0);
}

void take_request(Connection& connection, std::string_view) {
  connection.client_certificate.requested = true;
}

void take_established(Connection& connection, std::string_view) {
  connection.established = true;
}

// take_ticket: a ticket comes only after the peer has seen our Finished; a session id of TLS 1.2
// comes before, and proves nothing.
void take_ticket(Connection& connection, std::string_view) {
  connection.ticket = true;
}

void take_denial(Connection& connection, std::string_view) {
  connection.denied = true;
}

// take_connect_error reads the number behind `connect:errno=`; those of macOS mean nothing that
// connect() gives on Linux, so one table serves both.
void take_connect_error(Connection& connection, std::string_view rest) {
  struct Row {
    int number;
    FailureKind kind;
  };
  static constexpr std::array<Row, 4> rows{{{111, FailureKind::refused},
                                            {61, FailureKind::refused},
                                            {110, FailureKind::timed_out},
                                            {60, FailureKind::timed_out}}};
  connection.ended = true;
  const auto row = std::ranges::find(rows, number_at<int>(rest).value_or(0), &Row::number);
  if (row != rows.end()) connection.cause = row->kind;
  if (!connection.cause) connection.cause = FailureKind::unreachable;
}

// take_io_error reads `write:errno=104` and `read:errno=0`.
void take_io_error(Connection& connection, std::string_view rest) {
  if (connection.cause) return;
  const auto number = number_at<int>(rest).value_or(0);
  connection.cause = number == 0 ? FailureKind::closed : FailureKind::reset;
}

struct Rule {
  std::string_view prefix;
  void (*take)(Connection&, std::string_view rest);
};

constexpr std::array<Rule, 20> rules{{
    {"New, ", take_cipher},
    {"Reused, ", take_cipher},
    {"Protocol  : ", take_version},
    {"Protocol: ", take_version},
    {"ALPN protocol: ", take_alpn},
    {"Peer signature type: ", take_signature},
    {"Server Temp Key: ", take_group},
    {"Peer Temp Key: ", take_group},
    {"Negotiated TLS1.3 group: ", take_negotiated_group},
    {"SSL handshake has read ", take_bytes},
    {"Client Certificate Types: ", take_request},
    {"Requested Signature Algorithms: ", take_request},
    {"Acceptable client certificate CA names", take_request},
    {"CONNECTION ESTABLISHED", take_established},
    {"Post-Handshake New Session Ticket arrived:", take_ticket},
    {"TLS session ticket:", take_ticket},
    {"no peer certificate available", take_denial},
    {"connect:errno=", take_connect_error},
    {"write:errno=", take_io_error},
    {"read:errno=", take_io_error},
}};

// take_error reads a line of OpenSSL's error queue.
void take_error(Connection& connection, std::string_view line) {
  struct Wording {
    std::string_view text;
    FailureKind kind;
  };
  static constexpr std::array<Wording, 9> wordings{{
      {":wrong version number:", FailureKind::plaintext},
      {":http request:", FailureKind::plaintext},
      {":packet length too long:", FailureKind::plaintext},
      {":unexpected eof while reading:", FailureKind::closed},
      {":unsupported protocol:", FailureKind::protocol},
      {"Name or service not known", FailureKind::unresolved},
      {"name resolution", FailureKind::unresolved},
      {"nodename nor servname", FailureKind::unresolved},
      {"No address associated", FailureKind::unresolved},
  }};
  constexpr auto mark = "SSL alert number "sv;
  const auto at = line.find(mark);
  if (at != std::string_view::npos) {
    const auto number = number_at<int>(line.substr(at + mark.size()));
    if (!number || *number < 0 || *number > 255 || connection.alerts.size() >= max_alerts) return;
    connection.alerts.push_back({true, *number, std::string(alert_name(*number))});
    connection.cause = FailureKind::alert;
    return;
  }
  const auto row = std::ranges::find_if(wordings, [&](const Wording& wording) {
    return line.find(wording.text) != std::string_view::npos;
  });
  if (row != wordings.end()) connection.cause = row->kind;
}

// What ends the list of acceptable names: a name begins with an attribute and `=`, or with a slash.
bool is_issuer(std::string_view line) {
  const auto colon = line.find(':');
  return line.find('=') < colon || line.starts_with('/');
}

void close_section(Connection& connection, std::size_t number) {
  using enum Connection::Section;
  if (connection.section == chain) connection.chain.last = number;
  if (connection.section == server) connection.server.last = number;
  connection.section = none;
}

// open_section: only the first section of each kind counts, for what follows the handshake is the
// peer's to write.
void open_section(Connection& connection, std::string_view line, std::size_t number) {
  using enum Connection::Section;
  const bool fresh = !connection.ended;
  if (line == "Certificate chain" && fresh && connection.chain.last == 0) {
    connection.section = chain;
    connection.chain = {number, to_the_end};
  } else if (line == "Server certificate" && fresh && connection.server.last == 0) {
    close_section(connection, number);
    connection.section = server;
    connection.server = {number, to_the_end};
  } else if (line == "Acceptable client certificate CA names" && fresh) {
    connection.section = issuers;
  }
}

// is_entry: " 0 s:..." as in the list of the chain.
bool is_entry(std::string_view line) {
  const auto space = line.find(" s:");
  const auto digits = trim(line.substr(0, std::min(space, line.size())));
  return space != std::string_view::npos && !digits.empty() &&
         std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

void take_in_section(Connection& connection, std::string_view line) {
  using enum Connection::Section;
  if (connection.section == issuers) {
    auto& names = connection.client_certificate.acceptable_issuers;
    if (!is_issuer(line)) {
      connection.section = none;
    } else if (names.size() < max_issuers) {
      names.push_back(base::printable(line));
    }
  } else if (connection.section != none) {
    if (connection.section == chain && is_entry(line)) ++connection.listed;
    if (line.find("-----BEGIN ") != std::string_view::npos) connection.shows_certificate = true;
  }
}

}  // namespace

bool begins_connection(const Connection& current, std::string_view line) {
  static constexpr std::array<std::string_view, 5> preamble{
      "depth=", "Connecting to ", "Can't use SSL_get_servername", "connect:errno=", "CONNECTED("};
  const bool begins =
      std::ranges::any_of(preamble, [&](std::string_view sign) { return line.starts_with(sign); });
  return begins && (current.ended || (current.connected && line.starts_with("CONNECTED(")));
}

void take_line(Connection& connection, std::string_view line, std::size_t number) {
  if (line.empty()) return;
  if (line == "---") return close_section(connection, number);
  if (line.starts_with("CONNECTED(")) connection.connected = true;
  take_in_section(connection, line);
  open_section(connection, line, number);
  const auto text = trim(line);
  for (const auto& rule : rules) {
    if (text.starts_with(rule.prefix))
      return rule.take(connection, text.substr(rule.prefix.size()));
  }
  const auto error = line.find("error:");
  const bool queued = error == 0 || (error != std::string_view::npos && line[error - 1] == ':');
  if (queued) take_error(connection, line);
}

void conclude(Connection& connection) {
  constexpr int certificate_required = 116;
  auto& client = connection.client_certificate;
  const bool alert = !connection.alerts.empty();
  const bool tls13 = connection.handshake.version == "TLSv1.3";
  const bool secured = !connection.handshake.cipher.empty();
  client.requested = client.requested ||
                     std::ranges::find(connection.alerts, certificate_required, &Alert::number) !=
                         connection.alerts.end();
  // s_client prints the facts of a handshake that TLS 1.2 ended with an alert just the same; where
  // standard error was not kept, only the missing session tells.
  const bool unfinished = alert || (client.requested && !connection.ticket);
  connection.handshake.completed = secured && (tls13 || !unfinished);
  if (!client.requested) return;
  using enum ClientCertificateOutcome;
  client.outcome = alert ? refused : connection.ticket ? accepted : unknown;
}

}  // namespace mtlschain::observe
