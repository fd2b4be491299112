// SPDX-License-Identifier: Apache-2.0
#include "judge/leaf_model.hpp"

#include <algorithm>
#include <array>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"

namespace mtlschain::judge {
namespace {

struct Algorithm {
  const char* key;
  int signature;
};
constexpr std::array algorithms{Algorithm{"RSA", NID_sha256WithRSAEncryption},
                                Algorithm{"RSA-PSS", NID_rsassaPss},
                                Algorithm{"EC", NID_ecdsa_with_SHA256},
                                Algorithm{"ED25519", NID_ED25519}, Algorithm{"ED448", NID_ED448}};

// OpenSSL has setters for the algorithm of requests and CRLs only; a certificate gets it from
// X509_sign, for which a key is needed.
void set_algorithm(const X509_ALGOR* algorithm, int nid) {
  X509_ALGOR_set0(const_cast<X509_ALGOR*>(algorithm), OBJ_nid2obj(nid), V_ASN1_UNDEF, nullptr);
}

bool set_signature_algorithm(X509* leaf, const EVP_PKEY* key) {
  const auto is_a = [key](const Algorithm& row) { return EVP_PKEY_is_a(key, row.key) == 1; };
  const auto row = std::ranges::find_if(algorithms, is_a);
  if (row == algorithms.end()) return false;
  const X509_ALGOR* outer = nullptr;
  X509_get0_signature(nullptr, &outer, leaf);
  set_algorithm(X509_get0_tbs_sigalg(leaf), row->signature);
  set_algorithm(outer, row->signature);
  return true;
}

struct FreeExtension {
  void operator()(X509_EXTENSION* extension) const noexcept { X509_EXTENSION_free(extension); }
};

bool add_extension(X509* leaf, X509V3_CTX* context, int nid, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, FreeExtension> extension{
      X509V3_EXT_nconf_nid(nullptr, context, nid, value.c_str())};
  return extension && X509_add_ext(leaf, extension.get(), -1) == 1;
}

bool add_extensions(X509* leaf, const x509::Certificate& issuer, const std::string& alt_name) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer.native(), leaf, nullptr, nullptr, 0);
  bool good =
      add_extension(leaf, &context, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(leaf, &context, NID_key_usage, "critical,digitalSignature,keyEncipherment") &&
      add_extension(leaf, &context, NID_ext_key_usage, "serverAuth,clientAuth") &&
      add_extension(leaf, &context, NID_subject_alt_name, "critical," + alt_name);
  if (good && !issuer.subject_key_id().empty()) {
    good = add_extension(leaf, &context, NID_authority_key_identifier, "keyid");
  }
  return good;
}

bool set_fields(X509* leaf, const x509::Certificate& issuer) {
  const X509* signer = issuer.native();
  return X509_set_version(leaf, X509_VERSION_3) == 1 &&
         ASN1_INTEGER_set(X509_get_serialNumber(leaf), 1) == 1 &&
         X509_set_issuer_name(leaf, X509_get_subject_name(signer)) == 1 &&
         X509_set1_notBefore(leaf, X509_get0_notBefore(signer)) == 1 &&
         X509_set1_notAfter(leaf, X509_get0_notAfter(signer)) == 1 &&
         X509_set_pubkey(leaf, X509_get0_pubkey(signer)) == 1;
}

}  // namespace

std::optional<x509::Certificate> leaf_model(const x509::Certificate& issuer,
                                            const std::string& alt_name) {
  const openssl::QuietErrors quiet;
  const EVP_PKEY* key = X509_get0_pubkey(issuer.native());
  openssl::X509Ptr leaf{X509_new()};
  if (key == nullptr || !leaf || !set_fields(leaf.get(), issuer)) return std::nullopt;
  if (!set_signature_algorithm(leaf.get(), key)) return std::nullopt;
  if (!add_extensions(leaf.get(), issuer, alt_name)) return std::nullopt;
  // Through its bytes, so that OpenSSL reads it as it would read any other.
  const x509::Certificate made{std::shared_ptr<X509>{std::move(leaf)}};
  const std::string der = made.der();
  auto read = x509::Certificate::from_der(base::bytes_of(der));
  if (!read) return std::nullopt;
  return *std::move(read);
}

}  // namespace mtlschain::judge
