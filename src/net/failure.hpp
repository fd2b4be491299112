// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// Contact is the look that failed, as far as it got.
struct Contact {
  std::string address;
  std::chrono::milliseconds timeout{};
  bool istio_offered = false;  // an ALPN name of Istio was in the ClientHello
  std::uint64_t received = 0;  // bytes of the peer
};

// The reasons why a look is not complete, in words that name the address, the stage and what was
// seen of the peer, with the way out.

observe::Failure unresolved(const std::string& name, const std::string& reason);
// connect_failure is for an errno of connecting, ETIMEDOUT and ECANCELED included.
observe::Failure connect_failure(const Contact& contact, int error);
// handshake_failure is for an errno of the connected socket, likewise.
observe::Failure handshake_failure(const Contact& contact, int error);
observe::Failure closed_early(const Contact& contact);
observe::Failure plaintext_answer(const Contact& contact, std::string first_bytes);
observe::Failure alert_received(const Contact& contact, const observe::Alert& alert,
                                bool after_certificate);
observe::Failure protocol_failure(const Contact& contact, const std::string& reason,
                                  std::string hint = {});
observe::Failure no_certificate(const Contact& contact);
observe::Failure oversized_chain(const Contact& contact);
observe::Failure bad_certificate(const Contact& contact, const observe::Unparsed& element);
// interrupted: `whom` is an address, or a name while resolving.
observe::Failure interrupted(base::Stage stage, const std::string& whom);

// protocol_hint is the way out for a reason code of libssl; empty where none is known.
std::string protocol_hint(int reason);

}  // namespace mtlschain::net
