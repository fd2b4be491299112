// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

namespace mtlschain::openssl {

// load_filter_provider makes a provider the only one of the default library context that forwards
// to OpenSSL's default provider, which lives in a private context, but shows only what this tool
// reads (the method of OpenSSL's own test/filterprov.c).
//
// Why: OpenSSL 3.0 decodes the public key of every certificate through a walk over all key managers
// and all decoders of the context, with locks and look-ups by name; that costs more than checking
// an RSA-4096 signature.
bool load_filter_provider();

// full_context is the private context with the default provider as it is; null before
// load_filter_provider. For what the filter leaves out, and for tests that compare.
OSSL_LIB_CTX* full_context();

}  // namespace mtlschain::openssl
