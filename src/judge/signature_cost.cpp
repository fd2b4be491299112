// SPDX-License-Identifier: Apache-2.0
#include "judge/signature_cost.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "openssl/errors.hpp"

namespace mtlschain::judge {
namespace {

// OpenSSL refuses RSA and DSA above these, and RSA above the small ones with longer exponents.
constexpr std::size_t most_rsa_bits = 16'384;
constexpr std::size_t small_rsa_bits = 3'072;
constexpr std::size_t most_exponent_bits = 64;
constexpr std::size_t most_dsa_bits = 10'000;

struct FreeNumber {
  void operator()(BIGNUM* number) const noexcept { BN_free(number); }
};

std::size_t bits_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return 0;
  const std::unique_ptr<BIGNUM, FreeNumber> owner{number};
  return static_cast<std::size_t>(std::max(BN_num_bits(number), 0));
}

// A power modulo n takes time with the square of n's length and with that of the exponent.
std::size_t power_cost(std::size_t modulus_bits, std::size_t exponent_bits) {
  constexpr std::size_t unit = std::size_t{8'192} * 8'192 * 17;
  return std::max<std::size_t>(1, (modulus_bits * modulus_bits * exponent_bits + unit - 1) / unit);
}

std::size_t rsa_cost(const EVP_PKEY* key) {
  const std::size_t modulus = bits_of(key, OSSL_PKEY_PARAM_RSA_N);
  const std::size_t exponent = bits_of(key, OSSL_PKEY_PARAM_RSA_E);
  const bool refused =
      modulus > most_rsa_bits || (modulus > small_rsa_bits && exponent > most_exponent_bits);
  return refused ? 1 : power_cost(modulus, exponent);
}

// Two powers, with exponents below q.
std::size_t dsa_cost(const EVP_PKEY* key) {
  const std::size_t modulus = bits_of(key, OSSL_PKEY_PARAM_FFC_P);
  if (modulus > most_dsa_bits) return 1;
  return power_cost(modulus, 2 * bits_of(key, OSSL_PKEY_PARAM_FFC_Q));
}

// Curves other than those of the web have no fast code: one of 571 bits takes as long as 16 units.
std::size_t curve_cost(const EVP_PKEY* key) {
  constexpr std::array<std::string_view, 3> usual{"prime256v1", "secp384r1", "secp521r1"};
  constexpr std::size_t bits_of_a_unit = 36;
  std::array<char, 64> name{};
  std::size_t size = 0;
  const bool named = EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) == 1;
  if (named && std::ranges::find(usual, std::string_view{name.data(), size}) != usual.end()) {
    return 1;
  }
  const int bits = std::max(EVP_PKEY_get_bits(key), 0);
  return 1 + static_cast<std::size_t>(bits) / bits_of_a_unit;
}

}  // namespace

std::size_t signature_cost(const X509* issuer) {
  const openssl::QuietErrors quiet;
  const EVP_PKEY* key = X509_get0_pubkey(issuer);
  if (key == nullptr) return 1;
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return rsa_cost(key);
    case EVP_PKEY_DSA:
      return dsa_cost(key);
    case EVP_PKEY_EC:
      return curve_cost(key);
    default:
      return 1;
  }
}

bool too_dear(const STACK_OF(X509) * chain) {
  std::size_t cost = 0;
  // The last one may have signed itself, which OpenSSL checks where it is no anchor.
  for (int index = 1; index < sk_X509_num(chain); ++index) {
    cost += signature_cost(sk_X509_value(chain, index));
  }
  return cost > most_signature_cost;
}

}  // namespace mtlschain::judge
