// SPDX-License-Identifier: Apache-2.0
#include "openssl/start.hpp"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/provider.h>

#include <string>

#include "openssl/errors.hpp"
#include "openssl/filter_provider.hpp"
#include "openssl/key_samples.hpp"
#include "openssl/owning.hpp"

namespace mtlschain::openssl {
namespace {

// read decodes a certificate in a library context; null means the default one.
X509Ptr read(const char* pem, OSSL_LIB_CTX* context) {
  const BioPtr in{BIO_new_mem_buf(pem, -1)};
  X509* certificate = X509_new_ex(context, nullptr);
  REQUIRE(PEM_read_bio_X509(in.get(), &certificate, nullptr, nullptr) != nullptr);
  return X509Ptr{certificate};
}

std::string printed(const EVP_PKEY* key) {
  const BioPtr out{BIO_new(BIO_s_mem())};
  REQUIRE(EVP_PKEY_print_public(out.get(), key, 0, nullptr) == 1);
  return memory_text(out);
}

KeyPtr read_key(const std::string& pem, const char* passphrase = nullptr) {
  const BioPtr in{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  std::string phrase = passphrase != nullptr ? passphrase : "";
  return KeyPtr{PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, phrase.data())};
}

std::string write_key(const EVP_PKEY* key, bool traditional) {
  const BioPtr out{BIO_new(BIO_s_mem())};
  const auto write = traditional ? PEM_write_bio_PrivateKey_traditional : nullptr;
  const int done = write != nullptr ? write(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr)
                                    : PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr,
                                                                    nullptr, 0, nullptr, nullptr);
  REQUIRE(done == 1);
  return memory_text(out);
}

}  // namespace

TEST_CASE("start puts the filter before the default provider") {
  CHECK(start());
  CHECK(start({.filter_provider = false}));  // only the first call counts
  CHECK(OSSL_PROVIDER_available(nullptr, "mtlschain-filter") == 1);
  CHECK(full_context() != nullptr);
}

TEST_CASE("every kind of key reads the same with and without the filter") {
  for (const auto& sample : tests::key_samples) {
    CAPTURE(sample.key);
    const X509Ptr filtered = read(sample.pem, nullptr);
    const X509Ptr full = read(sample.pem, full_context());
    EVP_PKEY* key = X509_get0_pubkey(filtered.get());
    EVP_PKEY* same = X509_get0_pubkey(full.get());
    REQUIRE(key != nullptr);
    REQUIRE(same != nullptr);
    CHECK(printed(key) == printed(same));
    CHECK(EVP_PKEY_get_security_bits(key) == EVP_PKEY_get_security_bits(same));
    // An X25519, X448 or DH key signs nothing: both have to say so.
    CHECK((X509_verify(filtered.get(), key) == 1) == (X509_verify(full.get(), same) == 1));
    take_errors();
  }
}

TEST_CASE("every self-signed sample verifies under its own key") {
  int verified = 0;
  for (const auto& sample : tests::key_samples) {
    const X509Ptr certificate = read(sample.pem, nullptr);
    EVP_PKEY* key = X509_get0_pubkey(certificate.get());
    verified += X509_verify(certificate.get(), key) == 1 ? 1 : 0;
  }
  take_errors();
  CHECK(verified == static_cast<int>(tests::key_samples.size()) - 3);
}

TEST_CASE("private keys are made, written and read again") {
  for (const bool traditional : {false, true}) {
    for (const char* group : {"P-256", "P-384", "P-521"}) {
      const KeyPtr key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", group)};
      REQUIRE(key);
      const KeyPtr again = read_key(write_key(key.get(), traditional));
      REQUIRE(again);
      CHECK(EVP_PKEY_eq(key.get(), again.get()) == 1);
    }
  }
  for (const char* type : {"ED25519", "ED448"}) {
    const KeyPtr key{EVP_PKEY_Q_keygen(nullptr, nullptr, type)};
    REQUIRE(key);
    CHECK(EVP_PKEY_eq(key.get(), read_key(write_key(key.get(), false)).get()) == 1);
  }
  const KeyPtr rsa{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})};
  REQUIRE(rsa);
  CHECK(EVP_PKEY_eq(rsa.get(), read_key(write_key(rsa.get(), false)).get()) == 1);
  CHECK(EVP_PKEY_eq(rsa.get(), read_key(write_key(rsa.get(), true)).get()) == 1);
}

TEST_CASE("a certificate can be made and signed in process") {
  const KeyPtr key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  const X509Ptr certificate{X509_new()};
  REQUIRE(X509_set_pubkey(certificate.get(), key.get()) == 1);
  REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  CHECK(X509_verify(certificate.get(), key.get()) == 1);
}

TEST_CASE("take_errors empties the queue, oldest first") {
  ERR_raise(ERR_LIB_X509, X509_R_NO_CERT_SET_FOR_US_TO_VERIFY);
  ERR_raise_data(ERR_LIB_X509, X509_R_INVALID_TRUST, "a\nb");
  CHECK(take_errors() == "no cert set for us to verify: invalid trust (a\\nb)");
  CHECK(take_errors().empty());
}

TEST_CASE("QuietErrors forgets only what was queued in its scope") {
  ERR_raise(ERR_LIB_X509, X509_R_INVALID_TRUST);
  {
    const QuietErrors quiet;
    ERR_raise(ERR_LIB_X509, X509_R_NO_CERT_SET_FOR_US_TO_VERIFY);
  }
  CHECK(take_errors() == "invalid trust");
}

}  // namespace mtlschain::openssl
