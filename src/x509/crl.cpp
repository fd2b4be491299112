// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <tuple>
#include <utility>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"
#include "x509/name.hpp"
#include <mtlschain/x509/crl.hpp>

namespace mtlschain::x509 {
namespace {

struct FreeInteger {
  void operator()(ASN1_INTEGER* number) const noexcept { ASN1_INTEGER_free(number); }
};

// number_of is the CRL number; 0 without one, the largest where it is beyond all use.
std::uint64_t number_of(const X509_CRL* list) {
  const std::unique_ptr<ASN1_INTEGER, FreeInteger> number{
      static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(list, NID_crl_number, nullptr, nullptr))};
  std::uint64_t value = 0;
  if (!number) return 0;
  return ASN1_INTEGER_get_uint64(&value, number.get()) == 1 ? value : UINT64_MAX;
}

std::string der_of(X509_CRL* list) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_CRL(list, &der);
  std::string text;
  if (size > 0) text.assign(der, der + size);
  OPENSSL_free(der);
  return text;
}

}  // namespace

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

bool Crl::signed_by(const Certificate& issuer) const {
  const openssl::QuietErrors quiet;
  EVP_PKEY* key = X509_get0_pubkey(issuer.native());
  return key != nullptr && X509_CRL_verify(native_.get(), key) == 1;
}

bool Crl::newer_than(const Crl& other) const {
  const auto rank = [](const Crl& list) {
    X509_CRL* native = list.native();
    return std::tuple{time_of(X509_CRL_get0_lastUpdate(native)), number_of(native), der_of(native)};
  };
  return rank(*this) > rank(other);
}

}  // namespace mtlschain::x509
