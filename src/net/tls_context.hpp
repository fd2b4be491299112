// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <string>
#include <vector>

#include "openssl/owning.hpp"
#include <mtlschain/observe/live.hpp>

namespace mtlschain::net {

using ContextPtr = openssl::Owning<SSL_CTX, SSL_CTX_free>;
using ConnectionPtr = openssl::Owning<SSL, SSL_free>;

// client_context is the one context of a run: it accepts every chain and every strength, so that
// what is weak or wrong can be seen; judging is done elsewhere. Fails (stage options) on protocol
// names or versions that cannot be offered.
base::Result<ContextPtr> client_context(const observe::LiveOptions& options);

// accept_any_chain is the verify callback of client and server: the handshake never refuses.
int accept_any_chain(X509_STORE_CTX* store, void* argument);

// version_number is libssl's number of a version.
int version_number(observe::TlsVersion version);

// protocol_list is the wire form of ALPN names (RFC 7301 3.1); fails on an empty or long one.
base::Result<std::string> protocol_list(const std::vector<std::string>& names);

}  // namespace mtlschain::net
