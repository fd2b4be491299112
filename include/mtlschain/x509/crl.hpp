// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>

#include <mtlschain/base/result.hpp>
#include <mtlschain/base/text.hpp>
#include <mtlschain/base/time.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::x509 {

// Crl is an immutable certificate revocation list (RFC 5280 5): cheap to copy, shared ownership.
class Crl {
 public:
  static base::Result<Crl> from_der(base::Bytes der);

  explicit Crl(std::shared_ptr<X509_CRL> native);

  X509_CRL* native() const { return native_.get(); }
  std::string issuer() const;
  // signed_by: the key of that certificate made the signature, whatever else is said.
  bool signed_by(const Certificate& issuer) const;
  std::optional<base::Time> next_update() const;
  // newer_than orders lists: by thisUpdate, then by CRL number (RFC 5280 5.2.3), then by content.
  bool newer_than(const Crl& other) const;

 private:
  std::shared_ptr<X509_CRL> native_;
};

}  // namespace mtlschain::x509
