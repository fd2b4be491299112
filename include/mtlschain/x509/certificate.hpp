// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/base/text.hpp>
#include <mtlschain/base/time.hpp>

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

  // key is algorithm and size as people say it: "RSA 2048", "EC P-256", "Ed25519".
  std::string key() const;
  // signature_algorithm is OpenSSL's long name: "sha256WithRSAEncryption".
  std::string signature_algorithm() const;

  // is_ca: basicConstraints says CA:TRUE (RFC 5280 4.2.1.9).
  bool is_ca() const;
  // self_issued: subject and issuer are the same name (compared as OpenSSL canonicalises them).
  bool self_issued() const;
  // self_signed: self-issued, and the signature verifies under its own key.
  bool self_signed() const;

  // same_name: both have the same subject, compared as OpenSSL canonicalises names.
  bool same_name(const Certificate& other) const;
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
