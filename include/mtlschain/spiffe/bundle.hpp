// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <mtlschain/base/result.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::spiffe {

// Bundle is a SPIFFE trust bundle (SPIFFE Trust Domain and Bundle, section 4): the X.509
// authorities of one trust domain in the order of its keys, and what is said of its refreshing.
struct Bundle {
  x509::Chain authorities;
  std::size_t other_keys = 0;  // of another use than x509-svid (jwt-svid): passed over
  std::optional<std::uint64_t> sequence;
  std::optional<std::chrono::seconds> refresh_hint;
};

// parse_bundle reads a bundle in its JWKS form: an object with `keys`. A key with `use` x509-svid
// has to have exactly one `x5c` entry, the certificate's DER in base64 (X509-SVID, section 6); as
// in Istio one that has not fails the whole bundle. Keys of another use are counted only; a bundle
// without authorities is valid. Fails (stage load) naming the key and the reason; bounded as every
// document is.
base::Result<Bundle> parse_bundle(std::string_view json);

}  // namespace mtlschain::spiffe
