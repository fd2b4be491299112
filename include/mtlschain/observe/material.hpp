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
// `Server certificate`, never both; the handshake facts that it prints; doubled terminal output and
// CRLF are fine), PEM blocks, or one DER certificate. `target` is the caller's name for it. Never
// fails: what cannot be read is an observation with a failure (`unreadable`; `no_certificate` for a
// transcript of a connection without certificate; `bad_certificate` when the first block does not
// parse), which names line or byte. Later blocks that do not parse go to `unparsed`.
Observation read_material(std::string_view bytes, const std::string& target);

}  // namespace mtlschain::observe
