// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// set_servername sends the name as SNI (RFC 6066 3); false where it cannot be sent.
bool set_servername(SSL* ssl, const std::string& name);

// read_presented shares the peer's certificates with libssl, leaf first and at most
// observe::max_presented_elements, and counts the others.
void read_presented(SSL* ssl, observe::Observation& observation);

// read_facts fills in what was negotiated, once a ServerHello came.
void read_facts(SSL* ssl, observe::Handshake& handshake);

std::uint64_t bytes_written(SSL* ssl);

// acceptable_issuers are the names in the peer's CertificateRequest, at most 1,000, each cut.
std::vector<std::string> acceptable_issuers(SSL* ssl);

}  // namespace mtlschain::net
