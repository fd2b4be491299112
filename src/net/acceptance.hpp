// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <openssl/types.h>

#include "net/recording.hpp"
#include "net/socket.hpp"
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// Acceptance is what a TLS 1.3 peer made of our certificate, or of having none.
struct Acceptance {
  observe::ClientCertificateOutcome outcome = observe::ClientCertificateOutcome::unknown;
  bool interrupted = false;  // while it was waited for
  bool silent_end = false;   // refused by ending the connection, without an alert
};

// ask_for_acceptance tells whether the peer takes our certificate, after a completed TLS 1.3
// handshake in which it asked for one (RFC 8446 4.4.2.4: it may say so at any later time). For a
// short time it only listens, for an alert, ticket or data; then it sends close_notify and reads to
// the deadline. Ticket, data and an answering close_notify: accepted; a fatal alert, a reset or an
// end without one: refused; silence: unknown. It never writes before it has listened: what is
// written to a peer that is gone destroys an alert on its way.
asio::awaitable<Acceptance> ask_for_acceptance(SSL* ssl, Socket& socket, Recording& recording,
                                               Clock::time_point deadline);

}  // namespace mtlschain::net
