// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "document/plugged_names.hpp"
#include <mtlschain/base/result.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::trust {

// Given is what a document says for a part.
struct Given {
  std::string text{};                          // PEM; of a chain also none, where it says so
  std::optional<x509::Bundle> certificates{};  // of a SPIFFE bundle, instead of the text
  bool tls_names = false;                      // as in PluggedFiles
  bool both_namings = false;
  std::string passed_over{};
};

// is_document: the text is no PEM or DER, but a document that may hold some.
bool is_document(std::string_view bytes);

// read_document reads a document for one of the public files. As root: a SPIFFE bundle (JWKS),
// ROOTCA of an Envoy dump, the roots of a ztunnel dump, root-cert.pem or ca.crt of a Secret or
// ConfigMap. As any other: the entries of a Secret or ConfigMap. Fails (stage load) with what
// follows the file's name in a message; also when there are different texts for the part, naming
// them.
base::Result<Given> read_document(std::string_view bytes, document::Part part);

}  // namespace mtlschain::trust
