// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "net/failure.hpp"

namespace mtlschain::net {

// Ending is how libssl's handshake came to an end that is no success, and what was seen till then.
struct Ending {
  int result = 0;                               // SSL_get_error
  int error = 0;                                // errno of the last call
  int reason = 0;                               // libssl's reason code
  std::string text{};                           // libssl's words for it
  bool endless = false;                         // the peer sent more than any handshake has
  bool oversized = false;                       // it presented more elements than are kept
  bool chain_seen = false;                      // a chain was presented
  bool certificate_message = false;             // a Certificate message came
  bool asked_for_ours = false;                  // so did a CertificateRequest
  const observe::Alert* refusal = nullptr;      // the peer's first fatal alert
  const observe::Unparsed* unparsed = nullptr;  // the first presented element that is none
};

// is_end_of_stream: the peer sent nothing more, cleanly or not.
bool is_end_of_stream(const Ending& ending);

// failure_of classifies an ending; empty where the peer only refused our (missing) certificate
// after it had presented its chain: that is an outcome, and the look itself was complete.
std::optional<observe::Failure> failure_of(const Ending& ending, const Contact& contact);

}  // namespace mtlschain::net
