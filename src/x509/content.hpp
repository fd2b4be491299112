// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/x509/pem.hpp>

namespace mtlschain::x509 {

// Content is what a file holds in place of what was wanted, in words ("a private key"), and the way
// out.
struct Content {
  std::string what;
  std::string hint;
};

// looks_like_der: the bytes begin with an ASN.1 sequence in the long form of its length. Text never
// does.
bool looks_like_der(std::string_view bytes);

// recognise_der, recognise_blocks and recognise_text say what DER bytes, PEM blocks and anything
// else are; by their first bytes and labels alone, so that no key is ever decoded.
Content recognise_der(std::string_view der);
Content recognise_blocks(const std::vector<PemBlock>& blocks);
Content recognise_text(std::string_view text);

}  // namespace mtlschain::x509
