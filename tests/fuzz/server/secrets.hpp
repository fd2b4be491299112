// SPDX-License-Identifier: Apache-2.0
// The key schedules of TLS 1.3 (RFC 8446 7) and TLS 1.2 (RFC 5246 5, 6.3, 8.1), written out, so
// that the server can be right or wrong at each step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/server/wire.hpp"

namespace mtlschain::tests::fuzz {

enum class Exchange : std::uint8_t { tls1_3, ecdhe, rsa };

// Suite is a cipher suite that the server can choose, by the letter of its script.
struct Suite {
  char letter;
  std::size_t id;
  Exchange exchange;
  const char* cipher;
  const char* digest;
  std::size_t key_size;
};

// suite is the one of that letter, or null: A, B for TLS 1.3; E, F, G for ECDHE; R, S for RSA.
const Suite* suite(char letter);

std::string hash(const char* digest, std::string_view bytes);
std::string hmac(const char* digest, std::string_view key, std::string_view bytes);

// expand_label is HKDF-Expand-Label for at most one block of the digest.
std::string expand_label(const char* digest, std::string_view secret, std::string_view label,
                         std::string_view context, std::size_t size);
// handshake_secret and master_secret are steps of RFC 8446 7.1; `shared` comes from X25519.
std::string handshake_secret(const char* digest, std::string_view shared);
std::string master_secret(const char* digest, std::string_view handshake_secret);
// derive_secret is Derive-Secret with the transcript's bytes.
std::string derive_secret(const char* digest, std::string_view secret, std::string_view label,
                          std::string_view transcript);

// prf is that of TLS 1.2.
std::string prf(const char* digest, std::string_view secret, std::string_view label,
                std::string_view seed, std::size_t size);

// own_share is the server's public key of X25519, the same in every conversation; shared_secret
// what it agrees on with `peer`, 32 zeros where that is no share.
const std::string& own_share();
std::string shared_secret(std::string_view peer);

// Protection seals records under one key (RFC 8446 5.2, RFC 5288 3).
class Protection {
 public:
  // tls1_3 takes a traffic secret, tls1_2 the write key and the 4 bytes of its salt.
  static Protection tls1_3(const Suite& suite, std::string_view traffic_secret);
  static Protection tls1_2(const Suite& suite, std::string_view key, std::string_view salt);

  std::string seal(RecordType type, std::string_view content);

 private:
  Protection(const Suite& suite, std::string key, std::string iv);
  std::string encrypt(std::string_view nonce, std::string_view additional,
                      std::string_view content) const;

  const Suite* suite_;
  std::string key_;
  std::string iv_;
  std::size_t sequence_ = 0;
};

}  // namespace mtlschain::tests::fuzz
