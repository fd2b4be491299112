// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/x509/bundle.hpp>
#include <mtlschain/x509/crl.hpp>

namespace mtlschain::trust {

// Role is what a plugged file is given as.
enum class Role : std::uint8_t { root, chain, ca };

// read_certificates reads a plugged file by its role: PEM, one DER certificate, or a document that
// holds such a file. As root: a SPIFFE bundle (JWKS), ROOTCA of an Envoy dump, the roots of a
// ztunnel dump, root-cert.pem or ca.crt of a Secret or ConfigMap. As chain and ca: the entries of a
// Secret. An empty chain is valid. Fails (stage load) naming the file (`name`) and the reason; when
// a document holds different texts for the role as well, naming them.
base::Result<x509::Bundle> read_certificates(std::string_view bytes, const std::string& name,
                                             Role role);

// read_lists reads CRLs: PEM, DER, or ca-crl.pem of a document.
base::Result<std::vector<x509::Crl>> read_lists(std::string_view bytes, const std::string& name);

}  // namespace mtlschain::trust
