// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include <mtlschain/observe/observation.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::observe {

// is_transcript: some line is one that only `openssl s_client` prints.
bool is_transcript(std::string_view text);

// read_transcript fills `observation` from the first connection of a transcript that shows a
// certificate, else from its first connection; `blocks` are the PEM blocks of `text`.
void read_transcript(Observation& observation, std::string_view text,
                     std::span<const x509::PemBlock> blocks);

}  // namespace mtlschain::observe
