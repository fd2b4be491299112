// SPDX-License-Identifier: Apache-2.0
// Certificates with RSA keys of any size and exponent, as an attacker makes them: without
// generating a key, or with the private exponent for the public one.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/sha.h>

#include <stdexcept>
#include <string>

#include "openssl/owning.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::tests {

using Number = openssl::Owning<BIGNUM, BN_free>;
using Builder = openssl::Owning<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = openssl::Owning<OSSL_PARAM, OSSL_PARAM_free>;
using Numbers = openssl::Owning<BN_CTX, BN_CTX_free>;

// Key is an RSA key: (n, open) is in certificates, `secret` signs.
struct Key {
  Number n;
  Number open;
  Number secret;
};

inline Number number(BN_ULONG word) {
  Number made{BN_new()};
  BN_set_word(made.get(), word);
  return made;
}

// odd_number has this many bits; it is no product that anybody knows.
inline Number odd_number(int bits) {
  Number made{BN_new()};
  BN_rand(made.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD);
  return made;
}

// worthless_key signs nothing: its signatures are of the right size, and wrong.
inline Key worthless_key(int modulus_bits, int exponent_bits) {
  return {odd_number(modulus_bits), odd_number(exponent_bits), number(1)};
}

// key_of has a modulus of small primes, which is made in no time and works as any other.
inline Key key_of(int modulus_bits) {
  constexpr int prime_bits = 256;
  const Numbers scratch{BN_CTX_new()};
  Key key{number(1), number(65'537), Number{BN_new()}};
  const Number order = number(1);
  const Number prime{BN_new()};
  while (BN_num_bits(key.n.get()) < modulus_bits - prime_bits / 2) {
    BN_generate_prime_ex(prime.get(), prime_bits, 0, nullptr, nullptr, nullptr);
    BN_mul(key.n.get(), key.n.get(), prime.get(), scratch.get());
    BN_sub_word(prime.get(), 1);
    BN_mul(order.get(), order.get(), prime.get(), scratch.get());
  }
  BN_mod_inverse(key.secret.get(), key.open.get(), order.get(), scratch.get());
  return key;
}

inline openssl::KeyPtr public_key(const Key& key) {
  const Builder builder{OSSL_PARAM_BLD_new()};
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, key.n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, key.open.get());
  const Parameters parameters{OSSL_PARAM_BLD_to_param(builder.get())};
  const openssl::KeyContextPtr context{EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr)};
  EVP_PKEY* made = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get());
  return openssl::KeyPtr{made};
}

// element is one DER element with a length of two bytes.
inline std::string element(char tag, const std::string& content) {
  const auto size = content.size();
  return std::string{tag, '\x82', static_cast<char>(size >> 8U), static_cast<char>(size & 0xFFU)} +
         content;
}

// The algorithm sha256WithRSAEncryption, and what stands before a SHA-256 in a signature.
inline const std::string sha256_with_rsa{
    "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00", 15};
inline const std::string digest_info{
    "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19};

// signature of RFC 8017 8.2.1.
inline std::string signature(const std::string& text, const Key& key) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(base::bytes_of(text).data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()));
  const auto size = static_cast<std::size_t>(BN_num_bytes(key.n.get()));
  std::string block{"\0\1", 2};
  block += std::string(size - 3 - digest_info.size() - digest.size(), '\xff');
  block += '\0' + digest_info + digest;
  const Numbers scratch{BN_CTX_new()};
  const Number value{
      BN_bin2bn(base::bytes_of(block).data(), static_cast<int>(block.size()), nullptr)};
  BN_mod_exp(value.get(), value.get(), key.secret.get(), key.n.get(), scratch.get());
  std::string bytes(size, '\0');
  BN_bn2binpad(value.get(), reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
  return bytes;
}

// Wish is what a forged certificate says.
struct Wish {
  std::string subject;
  std::string issuer;
  bool is_ca = true;
};

inline void fill_in(X509* certificate, const Wish& wish, const Key& key) {
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20260101000000Z");
  ASN1_TIME_set_string(X509_getm_notAfter(certificate), "20270101000000Z");
  const auto name = [](X509_NAME* of, const std::string& text) {
    X509_NAME_add_entry_by_txt(of, "CN", MBSTRING_ASC, base::bytes_of(text).data(),
                               static_cast<int>(text.size()), -1, 0);
  };
  name(X509_get_subject_name(certificate), wish.subject);
  const openssl::X509NamePtr issuer{X509_NAME_new()};
  name(issuer.get(), wish.issuer);
  X509_set_issuer_name(certificate, issuer.get());
  X509_set_pubkey(certificate, public_key(key).get());
  const openssl::BasicConstraintsPtr constraints{BASIC_CONSTRAINTS_new()};
  constraints->ca = wish.is_ca ? 0xFF : 0;
  X509_add1_ext_i2d(certificate, NID_basic_constraints, constraints.get(), 1, 0);
}

// forge is a certificate for `key`, signed with `signer`.
inline x509::Certificate forge(const Wish& wish, const Key& key, const Key& signer) {
  const openssl::X509Ptr draft{X509_new()};
  fill_in(draft.get(), wish, key);
  // A first signature puts the algorithm in.
  static const openssl::KeyPtr any{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1'024})};
  X509_sign(draft.get(), any.get(), EVP_sha256());
  unsigned char* der = nullptr;
  const int size = i2d_re_X509_tbs(draft.get(), &der);
  const std::string text{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  const std::string bits = element('\x03', '\0' + signature(text, signer));
  const auto read =
      x509::Certificate::from_der(base::bytes_of(element('\x30', text + sha256_with_rsa + bits)));
  if (!read) throw std::runtime_error{read.error().message};
  return *read;
}

}  // namespace mtlschain::tests
