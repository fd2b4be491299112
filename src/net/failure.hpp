// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// The reasons why a look is not complete, in words that name the address and the stage.

observe::Failure unresolved(const std::string& name, const std::string& reason);
// connect_failure is for an errno of connecting, ETIMEDOUT and ECANCELED included.
observe::Failure connect_failure(int error, const std::string& address,
                                 std::chrono::milliseconds timeout);
// handshake_failure is for an errno of the connected socket, likewise.
observe::Failure handshake_failure(int error, const std::string& address,
                                   std::chrono::milliseconds timeout);
observe::Failure closed_early(const std::string& address);
observe::Failure plaintext_answer(const std::string& address, std::string first_bytes);
observe::Failure alert_received(const std::string& address, const observe::Alert& alert,
                                bool after_certificate);
observe::Failure protocol_failure(const std::string& address, const std::string& reason);
observe::Failure no_certificate(const std::string& address);
observe::Failure bad_certificate(const std::string& address, const observe::Unparsed& element);
observe::Failure interrupted(base::Stage stage);

}  // namespace mtlschain::net
