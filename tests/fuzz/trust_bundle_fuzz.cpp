// SPDX-License-Identifier: Apache-2.0
#include "fuzz/promise.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/spiffe/bundle.hpp>

namespace mtlschain::tests::fuzz {

void trust_bundle(std::string_view bytes) {
  const auto bundle = spiffe::parse_bundle(bytes);
  if (!bundle) return promise_error(bundle.error(), base::Stage::load);
  promise(!bundle->refresh_hint || bundle->refresh_hint->count() >= 0, "refresh hint");
  for (const auto& authority : bundle->authorities) {
    promise(x509::Certificate::from_der(base::bytes_of(authority.der())) == authority,
            "DER round trip");
  }
}

}  // namespace mtlschain::tests::fuzz
