// SPDX-License-Identifier: Apache-2.0
#include "demo/certificates.hpp"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "openssl/errors.hpp"

namespace mtlschain::demo {
namespace {

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string(what) + ": " + openssl::take_errors());
}

std::shared_ptr<EVP_PKEY> new_key() {
  std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  check(key != nullptr, "cannot make a key");
  return key;
}

void set_name(X509_NAME* name, const std::vector<NamePart>& parts) {
  for (const auto& part : parts) {
    check(X509_NAME_add_entry_by_txt(name, part.type, MBSTRING_UTF8,
                                     base::bytes_of(part.value).data(), -1, -1, 0) == 1,
          "cannot set a name");
  }
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const openssl::Owning<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  check(extension && X509_add_ext(certificate, extension.get(), -1) == 1,
        "cannot add an extension");
}

// Domain facts: Istio's Makefiles (root, intermediate), istiod's generate_cert.go (leaf).
void add_extensions(X509* certificate, X509* issuer, const Wish& wish) {
  const auto add = [&](int nid, const std::string& value) {
    add_extension(certificate, issuer, nid, value);
  };
  if (wish.alt_name.empty()) {
    add(NID_basic_constraints, wish.pathlen0 ? "critical,CA:TRUE,pathlen:0" : "critical,CA:TRUE");
    add(NID_key_usage, "critical,digitalSignature,nonRepudiation,keyEncipherment,keyCertSign");
    add(NID_subject_key_identifier, "hash");
  } else {
    add(NID_key_usage, "critical,digitalSignature,keyEncipherment");
    add(NID_ext_key_usage, "serverAuth,clientAuth");
    add(NID_basic_constraints, "critical,CA:FALSE");
    add(NID_subject_alt_name, "critical," + wish.alt_name);
  }
  if (issuer != certificate) add(NID_authority_key_identifier, "keyid");
}

void set_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  check(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1, "no random bytes");
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3fU) | 0x40U);  // positive, always 128 bits
  const openssl::Owning<BIGNUM, BN_free> number(
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  check(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
        "cannot set a serial number");
}

void set_dates(X509* certificate, base::Time begin, std::chrono::seconds lasts) {
  const auto seconds = [](base::Time time) { return time.time_since_epoch().count(); };
  check(ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(begin)) != nullptr &&
            ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(begin + lasts)) != nullptr,
        "cannot set dates");
}

// Order is everything that goes into one certificate.
struct Order {
  const Wish& wish;
  base::Time now;
  std::shared_ptr<EVP_PKEY> key;
  const Signer* issuer;  // null: signs itself
};

Signer make(const Order& order) {
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  check(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1,
        "cannot make a certificate");
  set_serial(certificate.get());
  set_dates(certificate.get(), order.now + order.wish.begins, order.wish.lasts);
  set_name(X509_get_subject_name(certificate.get()), order.wish.subject);
  X509* issuer = order.issuer ? order.issuer->certificate.native() : certificate.get();
  EVP_PKEY* signing_key = order.issuer ? order.issuer->key.get() : order.key.get();
  check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer)) == 1 &&
            X509_set_pubkey(certificate.get(), order.key.get()) == 1,
        "cannot fill in a certificate");
  add_extensions(certificate.get(), issuer, order.wish);
  check(X509_sign(certificate.get(), signing_key, EVP_sha256()) > 0, "cannot sign");
  // Encoded and read again: what is compared later is what goes over the wire.
  auto read =
      x509::Certificate::from_der(base::bytes_of(x509::Certificate(std::move(certificate)).der()));
  if (!read) throw std::runtime_error(read.error().message);
  return {*std::move(read), order.key};
}

}  // namespace

Signer Mint::root(const Wish& wish) const {
  return make({wish, now_, new_key(), nullptr});
}

Signer Mint::issue(const Wish& wish, const Signer& issuer) const {
  return make({wish, now_, new_key(), &issuer});
}

Signer Mint::reissue(const Signer& root, const Wish& wish) const {
  return make({wish, now_, root.key, nullptr});
}

}  // namespace mtlschain::demo
