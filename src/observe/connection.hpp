// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "observe/blocks.hpp"
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::observe {

// Connection is what one run of `openssl s_client` printed, as far as the lines were read.
struct Connection {
  enum class Section { none, chain, server, issuers };

  Section section = Section::none;
  Lines chain{1, 0};               // of `Certificate chain`; empty until it begins
  Lines server{1, 0};              // of `Server certificate`
  std::size_t listed = 0;          // entries of the chain section, with or without a block
  bool shows_certificate = false;  // a block begins in one of the two sections
  bool connected = false;          // CONNECTED( was seen
  bool ended = false;              // the facts at the end of a handshake, or a connect error, came
  bool established = false;        // the word of -brief, which prints no certificate
  bool ticket = false;             // a session ticket came: the peer was content with us
  bool denied = false;             // no peer certificate available
  Handshake handshake;
  ClientCertificate client_certificate;
  std::vector<Alert> alerts;
  std::optional<FailureKind> cause;  // named by an error line
};

// begins_connection: `line` is one that s_client prints before or at the start of a connection.
bool begins_connection(const Connection& current, std::string_view line);

// take_line reads one line, without its end, into the connection.
void take_line(Connection& connection, std::string_view line, std::size_t number);

// conclude fills in what follows from all lines together: completion, and what became of the
// request for a client certificate.
void conclude(Connection& connection);

}  // namespace mtlschain::observe
