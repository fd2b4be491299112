// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/result.hpp>

namespace mtlschain::x509 {

// max_file_bytes is the largest file of certificates that is read; Kubernetes allows 1 MiB for a
// Secret.
inline constexpr std::size_t max_file_bytes = 8U << 20U;
// max_pem_blocks is how many blocks of one file are looked at.
inline constexpr std::size_t max_pem_blocks = 10'000;

// PemBlock is one encapsulated text (RFC 7468) as found: its label, where, and either its bytes or
// why not.
struct PemBlock {
  std::string label;     // raw text between "-----BEGIN " and "-----"
  std::size_t line = 0;  // of its BEGIN line, counted from 1
  std::string der;      // decoded bytes; empty when `problem` is set; never filled for private keys
  std::string problem;  // empty, or what is wrong with it ("no END line", "bad base64 at line 12")
};

// scan_pem finds every block of `text` in one pass: linear time, no block looked at twice. Text
// outside the blocks is skipped, as OpenSSL does. Lines may end in LF or CRLF. Fails (stage load)
// only beyond the limits above; a broken block is returned with its problem so that the caller
// decides.
base::Result<std::vector<PemBlock>> scan_pem(std::string_view text);

// is_certificate_label: the labels under which OpenSSL reads certificates (CERTIFICATE, X509
// CERTIFICATE, TRUSTED CERTIFICATE).
bool is_certificate_label(std::string_view label);

// is_private_key_label: any label that ends in PRIVATE KEY.
bool is_private_key_label(std::string_view label);

}  // namespace mtlschain::x509
