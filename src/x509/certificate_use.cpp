// SPDX-License-Identifier: Apache-2.0
// What a certificate may be used for, when, by whom it was issued: OpenSSL's own reading of it,
// which is that of verification. There one extension that cannot be decoded makes all of them void.
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::x509 {
namespace {

using openssl::QuietErrors;

// OpenSSL has all bits for what is absent, and none for what cannot be decoded.
constexpr std::uint32_t absent = UINT32_MAX;

int nid_of(Extension extension) {
  switch (extension) {
    case Extension::key_usage:
      return NID_key_usage;
    case Extension::subject_alt_name:
      return NID_subject_alt_name;
    case Extension::name_constraints:
      return NID_name_constraints;
  }
  return NID_undef;
}

bool is_address(const std::string& host) {
  const openssl::OctetStringPtr address{a2i_IPADDRESS(host.c_str())};
  return address != nullptr;
}

}  // namespace

bool Certificate::malformed() const {
  const QuietErrors quiet;
  return (X509_get_extension_flags(native()) & EXFLAG_INVALID) != 0;
}

bool Certificate::has(Extension extension) const {
  return X509_get_ext_by_NID(native(), nid_of(extension), -1) >= 0;
}

bool Certificate::critical(Extension extension) const {
  const int index = X509_get_ext_by_NID(native(), nid_of(extension), -1);
  return index >= 0 && X509_EXTENSION_get_critical(X509_get_ext(native(), index)) == 1;
}

std::optional<KeyUsage> Certificate::key_usage() const {
  const QuietErrors quiet;
  const std::uint32_t bits = X509_get_key_usage(native());
  if (bits == absent) return std::nullopt;
  return KeyUsage{.digital_signature = (bits & KU_DIGITAL_SIGNATURE) != 0,
                  .key_cert_sign = (bits & KU_KEY_CERT_SIGN) != 0,
                  .crl_sign = (bits & KU_CRL_SIGN) != 0};
}

std::optional<ExtendedKeyUsage> Certificate::extended_key_usage() const {
  const QuietErrors quiet;
  const std::uint32_t bits = X509_get_extended_key_usage(native());
  if (bits == absent) return std::nullopt;
  return ExtendedKeyUsage{.server_auth = (bits & XKU_SSL_SERVER) != 0,
                          .client_auth = (bits & XKU_SSL_CLIENT) != 0,
                          .any = (bits & XKU_ANYEKU) != 0};
}

bool Certificate::may_sign_certificates() const {
  const QuietErrors quiet;
  return X509_check_ca(native()) != 0;
}

Role Certificate::role() const {
  if (self_issued()) return Role::root;
  return is_ca() ? Role::intermediate : Role::leaf;
}

bool Certificate::weak_signature() const {
  constexpr std::array weak{NID_md5, NID_sha1, NID_md4};
  const QuietErrors quiet;
  int digest = NID_undef;
  X509_get_signature_info(native(), &digest, nullptr, nullptr, nullptr);
  return std::ranges::find(weak, digest) != weak.end();
}

bool Certificate::holds_name(const std::string& host) const {
  const QuietErrors quiet;
  if (is_address(host)) return X509_check_ip_asc(native(), host.c_str(), 0) == 1;
  return X509_check_host(native(), host.data(), host.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
                         nullptr) == 1;
}

bool Certificate::expired_at(base::Time at) const {
  const auto end = not_after();
  return !end || *end < at;
}

bool Certificate::not_yet_valid_at(base::Time at) const {
  const auto begin = not_before();
  return !begin || at < *begin;
}

bool Certificate::valid_at(base::Time at) const {
  return !not_yet_valid_at(at) && !expired_at(at);
}

bool Certificate::self_issued() const {
  return names_as_issuer(*this);
}

bool Certificate::self_signed() const {
  return self_issued() && signed_by(*this);
}

bool Certificate::claims_self_signed() const {
  const QuietErrors quiet;
  return X509_self_signed(native(), 0) == 1;
}

bool Certificate::names_as_issuer(const Certificate& issuer) const {
  return X509_NAME_cmp(X509_get_issuer_name(native()), X509_get_subject_name(issuer.native())) == 0;
}

bool Certificate::issued_by(const Certificate& issuer) const {
  const QuietErrors quiet;
  const int fits = X509_check_issued(issuer.native(), native());
  return fits == X509_V_OK || fits == X509_V_ERR_KEYUSAGE_NO_CERTSIGN;
}

bool Certificate::signed_by(const Certificate& issuer) const {
  const QuietErrors quiet;
  EVP_PKEY* key = X509_get0_pubkey(issuer.native());
  return key != nullptr && X509_verify(native(), key) == 1;
}

bool Certificate::owns(const EVP_PKEY* key) const {
  const QuietErrors quiet;
  return key != nullptr && X509_check_private_key(native(), key) == 1;
}

}  // namespace mtlschain::x509
