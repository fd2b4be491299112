// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "openssl/errors.hpp"
#include "x509/name.hpp"
#include <mtlschain/x509/certificate.hpp>
#include <mtlschain/x509/key.hpp>

namespace mtlschain::x509 {
namespace {

struct KeyKind {
  KeyAlgorithm algorithm;
  int native;
  std::string_view words;
  bool sized;  // its size is part of its name
};
constexpr std::array key_kinds{KeyKind{KeyAlgorithm::rsa, EVP_PKEY_RSA, "RSA", true},
                               KeyKind{KeyAlgorithm::rsa_pss, EVP_PKEY_RSA_PSS, "RSA-PSS", true},
                               KeyKind{KeyAlgorithm::ec, EVP_PKEY_EC, "EC", false},
                               KeyKind{KeyAlgorithm::ed25519, EVP_PKEY_ED25519, "Ed25519", false},
                               KeyKind{KeyAlgorithm::ed448, EVP_PKEY_ED448, "Ed448", false},
                               KeyKind{KeyAlgorithm::x25519, EVP_PKEY_X25519, "X25519", false},
                               KeyKind{KeyAlgorithm::x448, EVP_PKEY_X448, "X448", false},
                               KeyKind{KeyAlgorithm::dsa, EVP_PKEY_DSA, "DSA", true},
                               KeyKind{KeyAlgorithm::dh, EVP_PKEY_DH, "DH", true}};

std::string curve_of(const EVP_PKEY* key) {
  std::array<char, 80> name{};
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1) {
    return fmt::format("{}-bit explicit curve", EVP_PKEY_get_bits(key));
  }
  const char* nist = EC_curve_nid2nist(OBJ_sn2nid(name.data()));
  return nist != nullptr ? nist : name.data();
}

Key unknown_key(const X509* certificate) {
  ASN1_OBJECT* object = nullptr;
  X509_PUBKEY_get0_param(&object, nullptr, nullptr, nullptr, X509_get_X509_PUBKEY(certificate));
  return {.object = object_name(object)};
}

}  // namespace

std::string Key::text() const {
  if (algorithm == KeyAlgorithm::ec) return "EC " + curve;
  const auto* kind = std::ranges::find(key_kinds, algorithm, &KeyKind::algorithm);
  if (kind == key_kinds.end()) return object + " (not decodable)";
  return kind->sized ? fmt::format("{} {}", kind->words, bits) : std::string{kind->words};
}

bool Key::weak() const {
  constexpr int least = 112;
  return algorithm != KeyAlgorithm::unknown && security_bits < least;
}

bool Key::usual() const {
  constexpr std::array<std::string_view, 3> curves{"P-256", "P-384", "P-521"};
  if (algorithm == KeyAlgorithm::ec) return std::ranges::find(curves, curve) != curves.end();
  return algorithm == KeyAlgorithm::rsa && !weak();
}

Key Certificate::key() const {
  const openssl::QuietErrors quiet;
  const EVP_PKEY* native_key = X509_get0_pubkey(native());
  if (native_key == nullptr) return unknown_key(native());
  const int type = EVP_PKEY_get_base_id(native_key);
  const auto* kind = std::ranges::find(key_kinds, type, &KeyKind::native);
  if (kind == key_kinds.end()) return unknown_key(native());
  Key key{kind->algorithm, EVP_PKEY_get_bits(native_key), EVP_PKEY_get_security_bits(native_key)};
  if (key.algorithm == KeyAlgorithm::ec) key.curve = curve_of(native_key);
  return key;
}

}  // namespace mtlschain::x509
