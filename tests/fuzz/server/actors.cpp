// SPDX-License-Identifier: Apache-2.0
#include "fuzz/server/actors.hpp"

#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <filesystem>
#include <map>
#include <stdexcept>

#include "case.hpp"

namespace mtlschain::tests::fuzz {
namespace {

using base::bytes_of;

constexpr std::size_t rsa_pss_rsae_sha256 = 0x0804;
constexpr std::size_t ecdsa_secp256r1_sha256 = 0x0403;

const std::filesystem::path testdata{MTLSCHAIN_TESTDATA};

Actor read_actor(const std::string& name, std::size_t algorithm) {
  const std::string pem = read_text(testdata / "keys" / (name + ".pem"));
  const openssl::BioPtr memory{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  openssl::KeyPtr key{PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr)};
  if (!key) throw std::runtime_error{"no private key: " + name};
  return {std::move(key), algorithm};
}

std::string der_of(const x509::Certificate& certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate.native(), &bytes);
  std::string der{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
  OPENSSL_free(bytes);
  return der;
}

void add_chain(std::map<char, std::string>& elements, const std::string& name,
               std::string_view letters) {
  const x509::Chain chain = read_chain(testdata / "cases" / name / "presented.pem");
  for (std::size_t i = 0; i < letters.size(); ++i) elements[letters[i]] = der_of(chain.at(i));
}

std::map<char, std::string> read_elements() {
  std::map<char, std::string> elements{{'z', "\x30\x82no certificate"}, {'0', {}}};
  add_chain(elements, "healthy-sidecar", "rst");
  add_chain(elements, "healthy-ec-p256", "efg");
  add_chain(elements, "leaf-signs-leaf", "x");
  std::string changed = elements['r'];
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  elements['q'] = changed;
  return elements;
}

const std::map<char, std::string>& elements() {
  static const std::map<char, std::string> all = read_elements();
  return all;
}

}  // namespace

std::string Actor::sign(std::string_view content) const {
  const openssl::DigestContextPtr context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* options = nullptr;  // owned by the context
  EVP_DigestSignInit(context.get(), &options, EVP_sha256(), nullptr, key.get());
  if (algorithm == rsa_pss_rsae_sha256) {
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
  }
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
  std::size_t size = signature.size();
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                 bytes_of(content).data(), content.size());
  signature.resize(size);
  return signature;
}

std::string Actor::decrypt(std::string_view content) const {
  const openssl::KeyContextPtr context{EVP_PKEY_CTX_new(key.get(), nullptr)};
  std::string opened(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
  std::size_t size = opened.size();
  const bool done = EVP_PKEY_decrypt_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                    EVP_PKEY_decrypt(context.get(), reinterpret_cast<unsigned char*>(opened.data()),
                                     &size, bytes_of(content).data(), content.size()) == 1;
  opened.resize(done ? size : 0);
  return opened;
}

const Actor& actor(char letter) {
  static const Actor rsa_service = read_actor("leaf", rsa_pss_rsae_sha256);
  static const Actor ec_service = read_actor("p256", ecdsa_secp256r1_sha256);
  static const Actor rsa_attacker = read_actor("third", rsa_pss_rsae_sha256);
  static const Actor ec_attacker = read_actor("p256-ca", ecdsa_secp256r1_sha256);
  if (letter == 'e') return ec_service;
  if (letter == 'x') return rsa_attacker;
  return letter == 'y' ? ec_attacker : rsa_service;
}

bool is_element(char letter) {
  return elements().contains(letter);
}

std::string element(char letter) {
  const auto found = elements().find(letter);
  return found != elements().end() ? found->second : std::string{};
}

const Actor* element_key(char letter) {
  constexpr std::string_view with_key = "rex";
  return with_key.find(letter) != with_key.npos ? &actor(letter) : nullptr;
}

}  // namespace mtlschain::tests::fuzz
