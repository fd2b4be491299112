// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <mtlschain/base/time.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::demo {

// expected_spiffe is the identity that the demo's administrator expects of httpbin.
inline constexpr std::string_view expected_spiffe =
    "spiffe://cluster.local/ns/istio-demo/sa/httpbin";

// Setup is one mesh: what its httpbin presents, and the administrator's plugged files.
struct Setup {
  bool plaintext = false;  // no sidecar: HTTP in the clear
  x509::Chain presented;   // leaf first
  std::shared_ptr<EVP_PKEY> key;
  x509::Chain root_file;
  x509::Chain chain_file;
};

// Case is one row of the table of meshes.
struct Case {
  std::string_view name;
  std::string_view broken;  // what is done to the mesh
  std::string_view
      headline;  // what `verify` is to say: a finding's id, a failure's word, or "verified"
  Setup (*build)(base::Time now);
};

std::span<const Case> all_cases();
// find_case is null where there is no case of that name.
const Case* find_case(std::string_view name);

}  // namespace mtlschain::demo
