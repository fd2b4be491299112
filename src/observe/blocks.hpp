// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>

#include <mtlschain/observe/observation.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::observe {

// Lines is a range of line numbers, both ends included; the default is all of a file.
struct Lines {
  std::size_t first = 0;
  std::size_t last = std::numeric_limits<std::size_t>::max();

  bool contains(std::size_t line) const { return line >= first && line <= last; }
};

// has_certificate: a block with a certificate's label begins within `lines`.
bool has_certificate(std::span<const x509::PemBlock> blocks, const Lines& lines);

// present fills `presented` and `unparsed` from the certificate blocks that begin within `lines`,
// or the failure `bad_certificate` when the first of them does not parse.
void present(Observation& observation, std::span<const x509::PemBlock> blocks, const Lines& lines);

// remark_other_blocks notes how many blocks are private keys, and how many neither key nor
// certificate.
void remark_other_blocks(Observation& observation, std::span<const x509::PemBlock> blocks);

// unreadable is the failure of material that gives no chain.
Failure unreadable(std::string message, std::string hint);

}  // namespace mtlschain::observe
