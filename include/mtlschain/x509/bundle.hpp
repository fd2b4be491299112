// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/x509/certificate.hpp>
#include <mtlschain/x509/crl.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::x509 {

// BundleEntry is a certificate and the line of its BEGIN (0 for DER).
struct BundleEntry {
  Certificate certificate;
  std::size_t line = 0;
};

// BundleProblem is a block that could not be used: its position among the certificate blocks (from
// 0), line, reason.
struct BundleProblem {
  std::size_t position = 0;
  std::size_t line = 0;
  std::string reason;
};

// Bundle is what a file of certificates holds, in file order, the good and the bad.
struct Bundle {
  std::vector<BundleEntry> entries;
  std::vector<BundleProblem> problems;
  std::size_t private_keys = 0;  // blocks with a private key: counted, never decoded
};

// certificate_of decodes one block under a certificate label. Fails (stage load) with the block's
// problem, or with what the parser says; the message names no file.
base::Result<Certificate> certificate_of(const PemBlock& block);

// read_bundle reads PEM (any number of blocks) or one DER certificate; which of them is decided by
// content. `name` is how messages call the input. Fails (stage load) when there is no usable
// certificate, saying what there is instead (empty, a private key, a CRL, not PEM, every block
// broken: first line and reason), and when a limit is passed.
base::Result<Bundle> read_bundle(std::string_view bytes, std::string_view name);

// read_crls reads every CRL of PEM text or one DER CRL, under the same rules; but one broken block
// fails it all: a list that is left out would hide a revocation.
base::Result<std::vector<Crl>> read_crls(std::string_view bytes, std::string_view name);

}  // namespace mtlschain::x509
