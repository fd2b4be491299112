// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/pem.hpp>
#include <mtlschain/x509/private_key.hpp>

namespace mtlschain::x509 {
namespace {

constexpr std::array<std::string_view, 3> labels_of_istiod{"RSA PRIVATE KEY", "EC PRIVATE KEY",
                                                           "PRIVATE KEY"};

// Nobody is asked for a password; that one was wanted is all that counts.
int refuse_password(char*, int, int, void* wanted) {
  *static_cast<bool*>(wanted) = true;
  return -1;
}

// label_problem says why istiod does not take the text for a key, by its first block.
std::string label_problem(std::string_view text, bool& encrypted) {
  const auto blocks = scan_pem(text);
  if (!blocks) return blocks.error().message;
  if (blocks->empty()) return "it holds no PEM";
  const std::string& label = blocks->front().label;
  encrypted = label == "ENCRYPTED PRIVATE KEY";
  if (encrypted) return "it is encrypted";
  if (std::ranges::find(labels_of_istiod, label) != labels_of_istiod.end()) return {};
  return fmt::format("its first block is {}", base::printable(label));
}

openssl::KeyPtr read_key(std::string_view text, bool& encrypted) {
  const openssl::BioPtr in{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  if (!in) return nullptr;
  openssl::KeyPtr key{PEM_read_bio_PrivateKey(in.get(), nullptr, refuse_password, &encrypted)};
  openssl::take_errors();
  return key;
}

}  // namespace

KeyCheck check_private_key(std::string_view text, const Certificate* certificate) {
  KeyCheck check;
  check.problem = label_problem(text, check.encrypted);
  if (!check.problem.empty()) return check;
  const openssl::KeyPtr key = read_key(text, check.encrypted);
  if (!key) {
    // RFC 1421 4.6.1.1: the ciphers that such a key needs are not offered, so nobody is asked.
    check.encrypted = check.encrypted || text.find("Proc-Type: 4,ENCRYPTED") != text.npos;
    check.problem = check.encrypted ? "it is encrypted" : "it cannot be decoded";
    return check;
  }
  const EVP_PKEY* of = certificate == nullptr ? nullptr : X509_get0_pubkey(certificate->native());
  if (of != nullptr) check.matches = EVP_PKEY_eq(of, key.get()) == 1;
  openssl::take_errors();
  return check;
}

}  // namespace mtlschain::x509
