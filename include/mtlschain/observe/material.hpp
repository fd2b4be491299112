// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::observe {

// max_material_bytes is the largest collected file that is read.
inline constexpr std::size_t max_material_bytes = 8U << 20U;

// read_material turns collected bytes into an observation; the kind is detected from the content:
// an `openssl s_client` transcript (the certificates of its `Certificate chain` section, else its
// `Server certificate`, never both; the handshake facts that it prints; CRLF and a merged standard
// error are fine; of several connections the first that shows a certificate), PEM blocks, or one
// DER certificate. `target` is the caller's name for it. Never fails: what cannot be read is an
// observation with a failure: `unreadable`, saying what the bytes look like; for a transcript
// without certificate what it says of the cause (`refused`, `unresolved`, `plaintext`, `reset`,
// `alert` ...), else `no_certificate`; `bad_certificate`, with the line, when the first block does
// not parse: then `presented` stays empty. Later blocks that do not parse go to `unparsed`.
Observation read_material(std::string_view bytes, const std::string& target);

}  // namespace mtlschain::observe
