// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/tls_context.hpp"
#include "net/tls_server.hpp"

namespace mtlschain::net {

// server_context is libssl's context for the options; `options` must outlive it (its ALPN list).
base::Result<ContextPtr> server_context(const TlsServerOptions& options);

}  // namespace mtlschain::net
