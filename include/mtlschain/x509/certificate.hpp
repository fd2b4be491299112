// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/base/text.hpp>
#include <mtlschain/base/time.hpp>
#include <mtlschain/x509/key.hpp>

namespace mtlschain::x509 {

// Digest is a SHA-256 value.
using Digest = std::array<unsigned char, 32>;

// SanType is the kind of a subject alternative name (RFC 5280 4.2.1.6) that this tool tells apart.
enum class SanType : std::uint8_t { uri, dns, ip, email, other };

// san_type_name is the stable word for a kind of name ("uri", "dns", "ip", "email", "other").
std::string_view san_type_name(SanType type);

// SubjectAltName is one name. `value` holds the raw bytes of uri, dns and email (foreign text, not
// yet printable), and the usual text form of an ip address.
struct SubjectAltName {
  SanType type = SanType::other;
  std::string value;

  bool operator==(const SubjectAltName&) const = default;
};

// most_alt_names is how many names of a certificate are looked at: a hostile one has a million.
inline constexpr std::size_t most_alt_names = 1'024;

// Role is what a certificate is in a chain.
enum class Role : std::uint8_t { leaf, intermediate, root };

// Extension is one that this tool asks for by name (RFC 5280 4.2.1.3, 4.2.1.6, 4.2.1.10).
enum class Extension : std::uint8_t { key_usage, subject_alt_name, name_constraints };

// KeyUsage is what keyUsage grants (RFC 5280 4.2.1.3), of what this tool judges.
struct KeyUsage {
  bool digital_signature = false;
  bool key_cert_sign = false;
  bool crl_sign = false;

  bool operator==(const KeyUsage&) const = default;
};

// ExtendedKeyUsage is what extKeyUsage grants (RFC 5280 4.2.1.12), of what this tool judges; `any`
// is anyExtendedKeyUsage, which grants the others to verifiers that know it.
struct ExtendedKeyUsage {
  bool server_auth = false;
  bool client_auth = false;
  bool any = false;

  bool operator==(const ExtendedKeyUsage&) const = default;
};

// Certificate is an immutable X.509 certificate: cheap to copy, shared ownership of OpenSSL's
// object. Names are in the form of `openssl x509 -nameopt oneline` ("O = Istio, CN = Root CA"),
// pure ASCII with control characters escaped, but of any length: renderers cut them
// (base/text.hpp).
class Certificate {
 public:
  // from_der parses exactly one DER certificate. Fails (stage load) on rubbish and on trailing
  // bytes.
  static base::Result<Certificate> from_der(base::Bytes der);

  // Wraps an object that the caller shares; it must not be null or change afterwards.
  explicit Certificate(std::shared_ptr<X509> native);

  X509* native() const { return native_.get(); }

  std::string der() const;
  // pem is the block as OpenSSL writes it: 64 columns, trailing newline.
  std::string pem() const;

  std::string subject() const;
  std::string issuer() const;
  // serial is upper-case hexadecimal, as in `openssl x509 -serial`.
  std::string serial() const;
  // not_before and not_after are empty where the field is not a valid time.
  std::optional<base::Time> not_before() const;
  std::optional<base::Time> not_after() const;

  // sha256 is the fingerprint: the digest of the DER bytes.
  Digest sha256() const;
  // spki_sha256 is the digest of the DER SubjectPublicKeyInfo: equal for a re-issued certificate.
  Digest spki_sha256() const;
  // Key identifiers (RFC 5280 4.2.1.1, 4.2.1.2), raw bytes; empty where absent.
  std::string subject_key_id() const;
  std::string authority_key_id() const;

  // alt_names is in the order of the extension, at most `most` of them; empty where it is absent or
  // cannot be decoded.
  std::vector<SubjectAltName> alt_names(std::size_t most = most_alt_names) const;
  // alt_name_count and uri_count are of all its names.
  std::size_t alt_name_count() const;
  std::size_t uri_count() const;

  // key is the kind and size of its public key.
  Key key() const;
  // owns: the private or public key is that of this certificate. False for null.
  bool owns(const EVP_PKEY* key) const;
  // signature_algorithm is OpenSSL's long name: "sha256WithRSAEncryption".
  std::string signature_algorithm() const;
  // weak_signature: it was signed over MD4, MD5 or SHA-1.
  bool weak_signature() const;

  // malformed: OpenSSL cannot decode one of its extensions, and so takes it neither for an issuer
  // nor for issued.
  bool malformed() const;
  // has: the extension is there, decodable or not.
  bool has(Extension extension) const;
  // critical: the extension is there, and critical.
  bool critical(Extension extension) const;
  // key_usage and extended_key_usage are empty where the extension is absent (everything is
  // granted); of a malformed certificate they grant nothing.
  std::optional<KeyUsage> key_usage() const;
  std::optional<ExtendedKeyUsage> extended_key_usage() const;

  // is_ca: basicConstraints says CA:TRUE (RFC 5280 4.2.1.9).
  bool is_ca() const;
  // may_sign_certificates as OpenSSL sees it: is_ca, and keyCertSign where there is a key usage; or
  // a root of version 1, or keyCertSign without basicConstraints.
  bool may_sign_certificates() const;
  // role is by its own fields: self-issued is a root, another CA an intermediate, the rest leaves.
  Role role() const;
  // holds_name: one of its alternative names is the host, a DNS name (RFC 6125, wildcards included)
  // or an IP address. An address is never held by a DNS name that spells it (RFC 6125 1.7.2).
  bool holds_name(const std::string& host) const;

  // valid_at: the time is within the dates, both included (RFC 5280 4.1.2.5); OpenSSL, and so the
  // verdict on a path, leaves out the last second. A date that cannot be read makes it both expired
  // and not yet valid,
  bool valid_at(base::Time at) const;
  bool expired_at(base::Time at) const;
  bool not_yet_valid_at(base::Time at) const;

  // self_issued: subject and issuer are the same name (compared as OpenSSL canonicalises them).
  bool self_issued() const;
  // self_signed: self-issued, and the signature verifies under its own key.
  bool self_signed() const;
  // claims_self_signed: self-issued, and its own issuer by its key identifiers; OpenSSL takes it
  // for self-signed without looking at the signature.
  bool claims_self_signed() const;

  // names_as_issuer: its issuer is the subject of the other.
  bool names_as_issuer(const Certificate& issuer) const;
  // issued_by: names, key identifiers and kind of key fit (X509_check_issued). The signature is not
  // looked at, nor whether the issuer may sign: one that may not is still the issuer.
  bool issued_by(const Certificate& issuer) const;
  // signed_by: the issuer's key made the signature, whatever else is said. As dear as the issuer
  // makes it: bound how often it is asked.
  bool signed_by(const Certificate& issuer) const;

  // has_subject: the subject is not empty, as it is in mesh leaves.
  bool has_subject() const;
  // same_name: both have the same subject, compared as OpenSSL canonicalises names.
  bool same_name(const Certificate& other) const;
  // subject_order sorts by subject, in an order of OpenSSL's; equivalent: same_name.
  std::weak_ordering subject_order(const Certificate& other) const;
  // subject_hash is equal where same_name is true, and nearly always different elsewhere; not
  // against those who choose names.
  unsigned long subject_hash() const;
  // same_key: both carry the same SubjectPublicKeyInfo.
  bool same_key(const Certificate& other) const;
  // Equality is equality of the DER bytes.
  bool operator==(const Certificate& other) const;

 private:
  std::shared_ptr<X509> native_;
};

// Chain is a sequence of certificates whose order is said where it is used.
using Chain = std::vector<Certificate>;

}  // namespace mtlschain::x509
