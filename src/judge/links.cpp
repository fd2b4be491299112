// SPDX-License-Identifier: Apache-2.0
#include "judge/links.hpp"

#include <array>

namespace mtlschain::judge {
namespace {

constexpr std::size_t most_links = 1'024;

std::string link_of(const STACK_OF(X509) * chain, int index) {
  std::string link;
  for (const int position : std::array{index, index + 1}) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(sk_X509_value(chain, position), &der);
    if (size > 0) link.append(der, der + size);
    OPENSSL_free(der);
  }
  return link;
}

bool valid_at(const X509* certificate, time_t at) {
  // X509_cmp_time returns 0 for a malformed time only.
  return X509_cmp_time(X509_get0_notBefore(certificate), &at) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate), &at) > 0;
}

}  // namespace

bool KnownLinks::covers(const STACK_OF(X509) * chain) const {
  const int last = sk_X509_num(chain) - 1;
  for (int index = 1; index < last; ++index) {
    if (!good_.contains(link_of(chain, index))) return false;
  }
  return last > 1;
}

void KnownLinks::remember(const STACK_OF(X509) * chain) {
  const int last = sk_X509_num(chain) - 1;
  for (int index = 1; index < last && good_.size() < most_links; ++index) {
    good_.insert(link_of(chain, index));
  }
}

bool leaf_and_dates_good(const STACK_OF(X509) * chain, time_t at) {
  for (int index = 0; index < sk_X509_num(chain); ++index) {
    if (!valid_at(sk_X509_value(chain, index), at)) return false;
  }
  X509* leaf = sk_X509_value(chain, 0);
  X509* issuer = sk_X509_value(chain, 1);
  if ((X509_get_extension_flags(leaf) & EXFLAG_PROXY) != 0) return false;
  if ((X509_get_key_usage(issuer) & KU_KEY_CERT_SIGN) == 0) return false;
  EVP_PKEY* key = X509_get0_pubkey(issuer);
  return key != nullptr && X509_verify(leaf, key) == 1;
}

}  // namespace mtlschain::judge
