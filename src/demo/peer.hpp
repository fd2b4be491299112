// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "demo/cases.hpp"
#include "openssl/owning.hpp"

namespace mtlschain::demo {

using ContextPtr = openssl::Owning<SSL_CTX, SSL_CTX_free>;

// tls_context is the sidecar's side of the setup; it throws std::runtime_error where OpenSSL
// refuses its own certificates, which is a bug.
ContextPtr tls_context(const Setup& setup);

// serve_tls and serve_plaintext hold one conversation on a connected socket whose reads and writes
// are bounded in time, and leave closing it to the caller.
void serve_tls(SSL_CTX* context, int descriptor);
void serve_plaintext(int descriptor);

}  // namespace mtlschain::demo
