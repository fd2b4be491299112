// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"
#include "x509/name.hpp"
#include <mtlschain/x509/crl.hpp>

namespace mtlschain::x509 {

Crl::Crl(std::shared_ptr<X509_CRL> native) : native_{std::move(native)} {}

base::Result<Crl> Crl::from_der(base::Bytes der) {
  const unsigned char* next = der.data();
  openssl::CrlPtr crl{d2i_X509_CRL(nullptr, &next, static_cast<long>(der.size()))};
  if (!crl) return base::fail(base::Stage::load, "not a CRL: " + openssl::take_errors());
  if (const auto rest = der.data() + der.size() - next; rest != 0) {
    return base::fail(base::Stage::load, fmt::format("{} bytes follow the CRL", rest));
  }
  return Crl{std::shared_ptr<X509_CRL>{std::move(crl)}};
}

std::string Crl::issuer() const {
  return name_text(X509_CRL_get_issuer(native_.get()));
}

std::optional<base::Time> Crl::next_update() const {
  return time_of(X509_CRL_get0_nextUpdate(native_.get()));
}

}  // namespace mtlschain::x509
