// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// max_incoming_bytes is what a peer may send before its handshake counts as endless: room for the
// largest Certificate message (1 MiB) and everything around it.
inline constexpr std::uint64_t max_incoming_bytes = 4U << 20U;

// max_alerts of one connection are kept: libssl itself ends at the fifth warning in a row.
inline constexpr std::size_t max_alerts = 64;

// Recording is what passed on one connection, as libssl's message callback shows it.
struct Recording {
  std::vector<observe::Alert> alerts;  // in order, both directions, at most max_alerts
  std::string certificate_message;     // body of the peer's first Certificate message
  bool server_hello = false;
  bool certificate_requested = false;
  bool certificate_sent = false;  // ours, not the empty one
  bool signature_seen = false;    // CertificateVerify, or TLS 1.2's signed ServerKeyExchange, came
  bool key_proved = false;        // such a signature was verified
  bool ticket = false;            // TLS 1.3 NewSessionTicket
  bool finished = false;          // the peer's Finished came
  bool renegotiation_asked = false;
  std::size_t records = 0;     // records received
  std::uint64_t incoming = 0;  // bytes received
  bool endless = false;        // more than max_incoming_bytes
  bool oversized = false;      // what was presented is a flood (is_flood)
  bool pause = true;           // the next read is told "not ready": the first bytes are peeked at
  unsigned reads = 0;          // since the last pause

  // went_on says that libssl has done with every message that came: it refused none of them.
  void went_on() { key_proved = key_proved || signature_seen; }
};

// record attaches a recording to a connection whose descriptor is set: it must outlive `ssl`.
// From then on libssl's reads are bounded: after a number of them without a pause it is told "not
// ready", so that one peer cannot hold the thread, and beyond max_incoming_bytes they fail.
void record(SSL* ssl, Recording& recording);

}  // namespace mtlschain::net
