// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <openssl/pem.h>

#include <utility>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"
#include "x509/name.hpp"
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::x509 {
namespace {

using openssl::QuietErrors;

// encoded calls an i2d function twice: once for the length, once for the bytes.
template <class T>
std::string encoded(T* object, int (*i2d)(T*, unsigned char**)) {
  const QuietErrors quiet;
  const int length = i2d(object, nullptr);
  if (length <= 0) return {};
  std::string out(static_cast<std::size_t>(length), '\0');
  auto* next = reinterpret_cast<unsigned char*>(out.data());
  i2d(object, &next);
  return out;
}

std::string public_key(const X509* certificate) {
  return encoded<const X509_PUBKEY>(X509_get_X509_PUBKEY(certificate), i2d_X509_PUBKEY);
}

// sha256_method is fetched once: a fetch by name costs more than the digest of a certificate.
const EVP_MD* sha256_method() {
  static const openssl::DigestPtr method{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  return method.get();
}

Digest digest_of(std::string_view bytes) {
  Digest digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, sha256_method(), nullptr);
  return digest;
}

// extension decodes one extension; null where it is absent, doubled or malformed. OpenSSL's cached
// view (X509_check_purpose) is not used: one bad extension makes all of it invalid.
template <class Pointer>
Pointer extension(const X509* certificate, int nid) {
  const QuietErrors quiet;
  return Pointer{
      static_cast<typename Pointer::pointer>(X509_get_ext_d2i(certificate, nid, nullptr, nullptr))};
}

}  // namespace

Certificate::Certificate(std::shared_ptr<X509> native) : native_{std::move(native)} {}

base::Result<Certificate> Certificate::from_der(base::Bytes der) {
  const unsigned char* next = der.data();
  openssl::X509Ptr certificate{d2i_X509(nullptr, &next, static_cast<long>(der.size()))};
  if (!certificate) {
    return base::fail(base::Stage::load, "not a certificate: " + openssl::take_errors());
  }
  if (const auto rest = der.data() + der.size() - next; rest != 0) {
    return base::fail(base::Stage::load, fmt::format("{} bytes follow the certificate", rest));
  }
  return Certificate{std::shared_ptr<X509>{std::move(certificate)}};
}

std::string Certificate::der() const {
  return encoded<const X509>(native(), i2d_X509);
}

std::string Certificate::pem() const {
  const QuietErrors quiet;
  const openssl::BioPtr out{BIO_new(BIO_s_mem())};
  if (!out || PEM_write_bio_X509(out.get(), native()) != 1) return {};
  return openssl::memory_text(out);
}

std::string Certificate::subject() const {
  return name_text(X509_get_subject_name(native()));
}

std::string Certificate::issuer() const {
  return name_text(X509_get_issuer_name(native()));
}

std::string Certificate::serial() const {
  const ASN1_INTEGER* number = X509_get0_serialNumber(native());
  const std::string bytes = openssl::raw_bytes(number);
  std::string out = ASN1_STRING_type(number) == V_ASN1_NEG_INTEGER ? "-" : "";
  if (bytes.empty()) return out + "00";
  for (const char byte : bytes) out += fmt::format("{:02X}", static_cast<unsigned char>(byte));
  return out;
}

std::optional<base::Time> Certificate::not_before() const {
  return time_of(X509_get0_notBefore(native()));
}

std::optional<base::Time> Certificate::not_after() const {
  return time_of(X509_get0_notAfter(native()));
}

Digest Certificate::sha256() const {
  return digest_of(der());
}

Digest Certificate::spki_sha256() const {
  return digest_of(public_key(native()));
}

std::string Certificate::subject_key_id() const {
  const auto id = extension<openssl::OctetStringPtr>(native(), NID_subject_key_identifier);
  return openssl::raw_bytes(id.get());
}

std::string Certificate::authority_key_id() const {
  const auto id = extension<openssl::AuthorityKeyIdPtr>(native(), NID_authority_key_identifier);
  return id ? openssl::raw_bytes(id->keyid) : std::string{};
}

bool Certificate::is_ca() const {
  const auto constraints = extension<openssl::BasicConstraintsPtr>(native(), NID_basic_constraints);
  return constraints && constraints->ca != 0;
}

bool Certificate::has_subject() const {
  return X509_NAME_entry_count(X509_get_subject_name(native())) > 0;
}

std::weak_ordering Certificate::subject_order(const Certificate& other) const {
  return X509_NAME_cmp(X509_get_subject_name(native()), X509_get_subject_name(other.native())) <=>
         0;
}

unsigned long Certificate::subject_hash() const {
  return X509_subject_name_hash(native());
}

bool Certificate::same_name(const Certificate& other) const {
  return subject_order(other) == 0;
}

bool Certificate::same_key(const Certificate& other) const {
  return native_ == other.native_ || public_key(native()) == public_key(other.native());
}

bool Certificate::operator==(const Certificate& other) const {
  return native_ == other.native_ || X509_cmp(native(), other.native()) == 0;
}

}  // namespace mtlschain::x509
