// SPDX-License-Identifier: Apache-2.0
#include <openssl/evp.h>

#include <array>
#include <filesystem>
#include <string>

#include "case.hpp"
#include "fuzz/promise.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/x509/pem.hpp>
#include <mtlschain/x509/private_key.hpp>

namespace mtlschain::tests::fuzz {
namespace {

// The certificate that the key is compared with: that of testdata/lint/healthy.
const x509::Certificate& signing_certificate() {
  static const x509::Chain chain =
      read_chain(std::filesystem::path{MTLSCHAIN_TESTDATA} / "lint/healthy/ca-cert.pem");
  return chain.front();
}

void check(const std::string& text) {
  const auto alone = x509::check_private_key(text, nullptr);
  promise(!alone.matches, "nothing to match");
  const auto beside = x509::check_private_key(text, &signing_certificate());
  promise(beside.problem == alone.problem && beside.encrypted == alone.encrypted,
          "a certificate changes nothing of the key");
  promise(beside.matches.has_value() == beside.problem.empty(), "a usable key is compared");
  promise(!beside.encrypted || !beside.problem.empty(), "encrypted is a problem");
  promise(clean(beside.problem) && beside.problem.find('\n') == std::string::npos,
          "a problem is one printable line");
}

// armoured: DER would hardly be found through base64, so that what is no PEM is put into it.
std::string armoured(std::string_view der, std::string_view label) {
  std::string body(4 * ((der.size() + 2) / 3) + 1, '\0');
  const auto bytes = base::bytes_of(der);
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(body.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  body.resize(static_cast<std::size_t>(size));
  constexpr std::size_t line = 64;
  std::string text = "-----BEGIN " + std::string{label} + "-----\n";
  for (std::size_t at = 0; at < body.size(); at += line) text += body.substr(at, line) + '\n';
  return text + "-----END " + std::string{label} + "-----\n";
}

}  // namespace

void private_key(std::string_view bytes) {
  constexpr std::array<std::string_view, 4> labels{"PRIVATE KEY", "RSA PRIVATE KEY",
                                                   "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"};
  if (bytes.empty() || static_cast<std::size_t>(bytes[0]) >= labels.size()) {
    return check(std::string{bytes});
  }
  check(armoured(bytes.substr(1), labels[static_cast<std::size_t>(bytes[0])]));
}

}  // namespace mtlschain::tests::fuzz
