// SPDX-License-Identifier: Apache-2.0
#include "fuzz/server/secrets.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "openssl/owning.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::tests::fuzz {
namespace {

using base::bytes_of;
using CipherContextPtr = openssl::Owning<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::size_t share_size = 32;
constexpr std::size_t iv_size = 12;
constexpr std::size_t tag_size = 16;

constexpr std::array suites{
    Suite{'A', 0x1302, Exchange::tls1_3, "AES-256-GCM", "SHA384", 32},
    Suite{'B', 0x1301, Exchange::tls1_3, "AES-128-GCM", "SHA256", 16},
    Suite{'E', 0xC030, Exchange::ecdhe, "AES-256-GCM", "SHA384", 32},  // ECDHE-RSA
    Suite{'F', 0xC02F, Exchange::ecdhe, "AES-128-GCM", "SHA256", 16},  // ECDHE-RSA
    Suite{'G', 0xC02C, Exchange::ecdhe, "AES-256-GCM", "SHA384", 32},  // ECDHE-ECDSA
    Suite{'R', 0x009C, Exchange::rsa, "AES-128-GCM", "SHA256", 16},
    Suite{'S', 0x009D, Exchange::rsa, "AES-256-GCM", "SHA384", 32},
};

unsigned char* mutable_bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// own_key: any constant serves.
EVP_PKEY* own_key() {
  static const std::string scalar(share_size, 'k');
  static const openssl::KeyPtr key{EVP_PKEY_new_raw_private_key(
      EVP_PKEY_X25519, nullptr, bytes_of(scalar).data(), scalar.size())};
  return key.get();
}

const EVP_CIPHER* cipher_of(const Suite& suite) {
  return suite.key_size == 32 ? EVP_aes_256_gcm() : EVP_aes_128_gcm();
}

const EVP_MD* digest_of(std::string_view name) {
  return name == "SHA384" ? EVP_sha384() : EVP_sha256();
}

}  // namespace

const Suite* suite(char letter) {
  const auto* row = std::ranges::find(suites, letter, &Suite::letter);
  return row != suites.end() ? row : nullptr;
}

std::string hash(const char* digest, std::string_view bytes) {
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), mutable_bytes(result), &size, digest_of(digest), nullptr);
  result.resize(size);
  return result;
}

std::string hmac(const char* digest, std::string_view key, std::string_view bytes) {
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  HMAC(digest_of(digest), key.data(), static_cast<int>(key.size()), bytes_of(bytes).data(),
       bytes.size(), mutable_bytes(result), &size);
  result.resize(size);
  return result;
}

std::string expand_label(const char* digest, std::string_view secret, std::string_view label,
                         std::string_view context, std::size_t size) {
  const std::string info =
      number(size, 2) + vector(1, std::string{"tls13 "}.append(label)) + vector(1, context) + '\1';
  return hmac(digest, secret, info).substr(0, size);
}

std::string derive_secret(const char* digest, std::string_view secret, std::string_view label,
                          std::string_view transcript) {
  const std::string context = hash(digest, transcript);
  return expand_label(digest, secret, label, context, context.size());
}

std::string handshake_secret(const char* digest, std::string_view shared) {
  const std::string zeros(hash(digest, {}).size(), '\0');
  const std::string early = hmac(digest, zeros, zeros);
  return hmac(digest, derive_secret(digest, early, "derived", {}), shared);
}

std::string master_secret(const char* digest, std::string_view handshake_secret) {
  const std::string salt = derive_secret(digest, handshake_secret, "derived", {});
  return hmac(digest, salt, std::string(salt.size(), '\0'));
}

std::string prf(const char* digest, std::string_view secret, std::string_view label,
                std::string_view seed, std::size_t size) {
  const std::string labelled = std::string{label}.append(seed);
  std::string result;
  for (std::string a = labelled; result.size() < size;) {
    a = hmac(digest, secret, a);
    result += hmac(digest, secret, a + labelled);
  }
  result.resize(size);
  return result;
}

const std::string& own_share() {
  static const std::string share = [] {
    std::string bytes(share_size, '\0');
    std::size_t size = bytes.size();
    EVP_PKEY_get_raw_public_key(own_key(), mutable_bytes(bytes), &size);
    return bytes;
  }();
  return share;
}

std::string shared_secret(std::string_view peer) {
  std::string secret(share_size, '\0');
  const openssl::KeyPtr other{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, bytes_of(peer).data(), peer.size())};
  const openssl::KeyContextPtr context{EVP_PKEY_CTX_new(own_key(), nullptr)};
  std::size_t size = secret.size();
  if (other && EVP_PKEY_derive_init(context.get()) == 1 &&
      EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1) {
    EVP_PKEY_derive(context.get(), mutable_bytes(secret), &size);
  }
  return secret;
}

Protection::Protection(const Suite& suite, std::string key, std::string iv)
    : suite_(&suite), key_(std::move(key)), iv_(std::move(iv)) {}

Protection Protection::tls1_3(const Suite& suite, std::string_view traffic_secret) {
  return {suite, expand_label(suite.digest, traffic_secret, "key", {}, suite.key_size),
          expand_label(suite.digest, traffic_secret, "iv", {}, iv_size)};
}

Protection Protection::tls1_2(const Suite& suite, std::string_view key, std::string_view salt) {
  return {suite, std::string{key}, std::string{salt}};
}

std::string Protection::seal(RecordType type, std::string_view content) {
  const std::string sequence = number(sequence_++, 8);
  if (suite_->exchange != Exchange::tls1_3) {
    const std::string header = plain_record(type, content).substr(0, 5);
    return plain_record(type, sequence + encrypt(iv_ + sequence, sequence + header, content));
  }
  std::string nonce = iv_;
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    char& byte = nonce[iv_size - sequence.size() + i];
    byte = static_cast<char>(byte ^ sequence[i]);
  }
  const std::string inner = std::string{content} + static_cast<char>(type);
  const std::string sealed(inner.size() + tag_size, '\0');
  const std::string header = plain_record(RecordType::application_data, sealed).substr(0, 5);
  return header + encrypt(nonce, header, inner);
}

std::string Protection::encrypt(std::string_view nonce, std::string_view additional,
                                std::string_view content) const {
  const CipherContextPtr context{EVP_CIPHER_CTX_new()};
  std::string sealed(content.size() + tag_size, '\0');
  int size = 0;
  EVP_EncryptInit_ex(context.get(), cipher_of(*suite_), nullptr, bytes_of(key_).data(),
                     bytes_of(nonce).data());
  EVP_EncryptUpdate(context.get(), nullptr, &size, bytes_of(additional).data(),
                    static_cast<int>(additional.size()));
  EVP_EncryptUpdate(context.get(), mutable_bytes(sealed), &size, bytes_of(content).data(),
                    static_cast<int>(content.size()));
  EVP_EncryptFinal_ex(context.get(), mutable_bytes(sealed) + content.size(), &size);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size,
                      mutable_bytes(sealed) + content.size());
  return sealed;
}

}  // namespace mtlschain::tests::fuzz
