// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::spiffe {

// Bundle is a SPIFFE trust bundle (SPIFFE Trust Domain and Bundle, section 4): the X.509
// authorities of one trust domain in the order of its keys, and what is said of its refreshing.
struct Bundle {
  x509::Chain authorities;
  std::size_t other_keys = 0;  // of another use than x509-svid (jwt-svid): passed over
  // Doubt is a key that the standard has passed over (no x5c) or cut (several), while go-spiffe and
  // Istio refuse the whole bundle.
  struct Doubt {
    std::size_t key = 0;  // its place in `keys`
    std::string reason;
  };
  std::vector<Doubt> doubts{};
  std::optional<std::uint64_t> sequence;
  std::optional<std::chrono::seconds> refresh_hint;
};

// parse_bundle reads a bundle in its JWKS form: an object with `keys`. Of a key with `use`
// x509-svid the first `x5c` entry is the certificate's DER in base64 (X509-SVID 6.2); without one
// the key is passed over. Keys of another use are counted only; a bundle without authorities is
// valid. Fails (stage load) naming the key and the reason; bounded as every document is.
base::Result<Bundle> parse_bundle(std::string_view json);

}  // namespace mtlschain::spiffe
