// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"
#include <mtlschain/base/result.hpp>

namespace mtlschain::document {

// Form is what wrote a document.
enum class Form : std::uint8_t { unknown, envoy, ztunnel, kubernetes, report, jwks };

// form_of decides by the members at the top; never by the file's name.
Form form_of(const std::vector<Value>& documents);

// Holding is one named thing of a document and the PEM texts in it: a secret of Envoy, an identity
// of ztunnel, a Secret or ConfigMap. Private keys are never copied.
struct Holding {
  std::string name;     // printable, "default", "istio-system/cacerts"
  std::string chain{};  // what is presented, leaf first (a plugged CA: its chain file)
  std::string roots{};  // what is trusted
  std::string ca{};     // the signing certificate of a plugged CA
  std::string crl{};    // its lists
  std::optional<std::string> chain_file{};  // its chain file whole: may be there and empty
  std::string passed_over{};           // ca-cert.pem beside tls.crt: istiod does not look at it
  bool tls_names = false;              // a plugged CA with the names of kubernetes.io/tls
  bool both_namings = false;           // Istio's names are there beside tls.crt
  bool certificate = false;            // it is there to hold a chain, even where it does not
  std::string state{};                 // why it holds none ("warming: SDS has not answered yet")
  std::string problem{};               // empty, or why what is there cannot be decoded
  std::vector<std::string> remarks{};  // printable
};

// Holdings is all of a document.
struct Holdings {
  Form form = Form::unknown;
  std::vector<Holding> all;
};

// root_secret is the secret of Envoy that holds what the proxy trusts.
inline constexpr const char* root_secret = "ROOTCA";

// max_holdings bounds what one document gives.
inline constexpr std::size_t max_holdings = 2'000;

// read_holdings reads an Envoy, ztunnel or Kubernetes document (the kinds that hold PEM by name).
// Fails (stage load) when it is of another form, holds nothing of use, or passes the bound.
base::Result<Holdings> read_holdings(const std::vector<Value>& documents);

// The three kinds, in the order of the document.
std::vector<Holding> envoy_holdings(const Value& document);
std::vector<Holding> ztunnel_holdings(const Value& document);
std::vector<Holding> kubernetes_holdings(const Value& document);

// Decoded is text that stood in base64, or what is wrong with it.
struct Decoded {
  std::string text;
  std::string problem;
};
Decoded decode_base64(std::string_view text);

// has_pem: the text has a PEM block's beginning.
bool has_pem(std::string_view text);

}  // namespace mtlschain::document
