// SPDX-License-Identifier: Apache-2.0
#include "net/credential.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

#include "openssl/errors.hpp"
#include "openssl/start.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/memory.hpp>
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/bundle.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::observe {
namespace {

using base::fail;
using base::Stage;

constexpr std::size_t max_key_bytes = 1U << 20U;

// refuse_passphrase keeps libcrypto from asking at the terminal.
int refuse_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*argument*/) {
  return -1;
}

// is_encrypted knows both forms: `BEGIN ENCRYPTED PRIVATE KEY` (RFC 7468 11) and
// `Proc-Type: 4,ENCRYPTED` (RFC 1421 4.6.1.1).
bool is_encrypted(const std::string& text) {
  return text.find("ENCRYPTED") != std::string::npos;
}

base::Result<x509::Chain> read_chain(const std::string& path) {
  auto bytes = base::read_file(path, x509::max_file_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  auto bundle = x509::read_bundle(*bytes, path);
  if (!bundle) return tl::unexpected(bundle.error());
  if (!bundle->problems.empty()) {
    const auto& problem = bundle->problems.front();
    return fail(Stage::load, fmt::format("{}: certificate at line {} cannot be used: {}",
                                         base::printable(path), problem.line, problem.reason));
  }
  x509::Chain chain;
  for (auto& entry : bundle->entries) chain.push_back(std::move(entry.certificate));
  return chain;
}

// What libcrypto says of a file without any private key is about its decoders.
std::string key_problem(const std::string& text, const std::string& reason) {
  const auto blocks = x509::scan_pem(text);
  if (!blocks || blocks->empty()) return "no private key in PEM";
  const auto key = std::ranges::find_if(
      *blocks, [](const x509::PemBlock& block) { return x509::is_private_key_label(block.label); });
  if (key == blocks->end()) {
    return fmt::format("no private key in it: its first block is {}",
                       base::printable(blocks->front().label));
  }
  return fmt::format("the private key at line {} cannot be read: {}", key->line, reason);
}

base::Result<openssl::KeyPtr> read_key(const std::string& path) {
  const auto text = base::read_file(path, max_key_bytes);
  if (!text) return tl::unexpected(text.error());
  const openssl::BioPtr memory{BIO_new_mem_buf(text->data(), static_cast<int>(text->size()))};
  openssl::KeyPtr key{PEM_read_bio_PrivateKey(memory.get(), nullptr, refuse_passphrase, nullptr)};
  if (key) return key;
  const std::string reason = openssl::take_errors();
  if (is_encrypted(*text)) {
    return fail(Stage::load, fmt::format("{}: the private key is encrypted", base::printable(path)),
                "give an unencrypted copy: openssl pkey -in FILE prints one");
  }
  return fail(Stage::load, fmt::format("{}: {}", base::printable(path), key_problem(*text, reason)),
              "PKCS#8, PKCS#1 (RSA) and SEC1 (EC) keys in PEM are read");
}

}  // namespace

base::Result<std::shared_ptr<const ClientCredential>> load_client_credential(
    const std::string& certificate_path, const std::string& key_path) {
  openssl::start();
  const base::SecretReading reading;
  auto chain = read_chain(certificate_path);
  if (!chain) return tl::unexpected(chain.error());
  auto key = read_key(key_path);
  if (!key) return tl::unexpected(key.error());
  if (!chain->front().owns(key->get())) {
    return fail(Stage::options,
                fmt::format("the key in {} does not belong to the first certificate in {}",
                            base::printable(key_path), base::printable(certificate_path)),
                "give the leaf first in the certificate file, and its own key");
  }
  auto credential = std::make_shared<ClientCredential>();
  credential->chain = std::move(*chain);
  credential->key = std::move(*key);
  return credential;
}

}  // namespace mtlschain::observe
