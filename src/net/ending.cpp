// SPDX-License-Identifier: Apache-2.0
#include "net/ending.hpp"

#include <openssl/ssl.h>

namespace mtlschain::net {

bool is_end_of_stream(const Ending& ending) {
  return ending.reason == SSL_R_UNEXPECTED_EOF_WHILE_READING ||
         ending.result == SSL_ERROR_ZERO_RETURN ||
         (ending.result == SSL_ERROR_SYSCALL && ending.error == 0);
}

// The order is that of how much each sign tells: our own bound first, then what the peer said (its
// alert), then what it sent, and last how the connection went.
std::optional<observe::Failure> failure_of(const Ending& ending, const Contact& contact) {
  if (ending.endless) {
    return protocol_failure(contact, "it has no end", "this is no TLS service of a mesh");
  }
  if (ending.oversized && ending.chain_seen) return oversized_chain(contact);
  if (ending.refusal != nullptr) {
    if (ending.asked_for_ours && ending.chain_seen) return std::nullopt;
    return alert_received(contact, *ending.refusal, ending.chain_seen);
  }
  if (ending.unparsed != nullptr) return bad_certificate(contact, *ending.unparsed);
  if (ending.certificate_message && !ending.chain_seen) return no_certificate(contact);
  if (is_end_of_stream(ending)) return closed_early(contact);
  if (ending.result == SSL_ERROR_SYSCALL) return handshake_failure(contact, ending.error);
  return protocol_failure(contact, ending.text, protocol_hint(ending.reason));
}

}  // namespace mtlschain::net
