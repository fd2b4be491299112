// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace mtlschain::openssl {

// StartOptions: the filter provider makes decoding of public keys five times cheaper; without it,
// OpenSSL's default provider serves the default library context itself.
struct StartOptions {
  bool filter_provider = true;
};

// start begins OpenSSL once for the process, before any other call into it: no openssl.cnf is read,
// nothing is left for exit, and what libcrypto frees while a base::SecretReading lives is
// overwritten. Later calls do nothing, whatever their options. False if OpenSSL could not be
// started.
bool start(const StartOptions& options = {});

}  // namespace mtlschain::openssl
