// SPDX-License-Identifier: Apache-2.0
#include "openssl/filter_provider.hpp"

#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace mtlschain::openssl {
namespace {

constexpr const char* filter_name = "mtlschain-filter";

// Every key that a certificate may carry, or that TLS makes, and what TLS derives keys with.
constexpr std::array<std::string_view, 13> key_types{
    "RSA", "EC", "X25519", "ED25519", "RSA-PSS", "HKDF", "TLS1-PRF",
    "DSA", "DH", "ED448",  "X448",    "DHX",     "HMAC"};

// What cipher suites of TLS encrypt with, and the random generator. The first fetch makes a method
// of everything that is offered, which is a sixth of what a single look costs.
constexpr std::array<std::string_view, 20> ciphers{"AES-128-ECB",
                                                   "AES-256-ECB",
                                                   "AES-128-CTR",
                                                   "AES-256-CTR",
                                                   "AES-128-CBC",
                                                   "AES-256-CBC",
                                                   "AES-128-GCM",
                                                   "AES-256-GCM",
                                                   "AES-128-CCM",
                                                   "AES-256-CCM",
                                                   "AES-128-CBC-HMAC-SHA1",
                                                   "AES-256-CBC-HMAC-SHA1",
                                                   "AES-128-CBC-HMAC-SHA256",
                                                   "AES-256-CBC-HMAC-SHA256",
                                                   "ChaCha20-Poly1305",
                                                   "CAMELLIA-128-CBC",
                                                   "CAMELLIA-256-CBC",
                                                   "ARIA-128-GCM",
                                                   "ARIA-256-GCM",
                                                   "NULL"};

// A decoder is walked for each certificate, so only these kinds of input stay. Private keys are
// read by OpenSSL's older code, which needs no decoder. SM2 is left out: its decoder is tried on
// every EC key, and makes that half as dear again.
constexpr std::string_view decoder_structure = "structure=SubjectPublicKeyInfo";
constexpr std::array<std::string_view, 10> decoded_types{
    "RSA", "EC", "ED25519", "RSA-PSS", "DSA", "ED448", "X25519", "X448", "DH", "DHX"};

std::string_view first_name(const OSSL_ALGORITHM& algorithm) {
  const std::string_view names{algorithm.algorithm_names};
  return names.substr(0, names.find(':'));
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, const OSSL_ALGORITHM& algorithm) {
  return std::ranges::find(names, first_name(algorithm)) != names.end();
}

bool keeps_key_manager(const OSSL_ALGORITHM& algorithm) {
  return among(key_types, algorithm);
}

bool keeps_cipher(const OSSL_ALGORITHM& algorithm) {
  return among(ciphers, algorithm);
}

bool keeps_decoder(const OSSL_ALGORITHM& algorithm) {
  const std::string_view properties{algorithm.property_definition};
  return properties.find(decoder_structure) != std::string_view::npos &&
         among(decoded_types, algorithm);
}

// Filter is the default provider behind the filter, and the lists that are cut.
struct Filter {
  OSSL_LIB_CTX* context = nullptr;
  OSSL_PROVIDER* provider = nullptr;
  std::vector<OSSL_ALGORITHM> key_managers;
  std::vector<OSSL_ALGORITHM> decoders;
  std::vector<OSSL_ALGORITHM> ciphers;
};

// filter lives as long as the process: OpenSSL, which is never cleaned up, points into it.
Filter& filter() {
  static auto& instance = *new Filter;
  return instance;
}

std::vector<OSSL_ALGORITHM> kept(int operation, bool (*keeps)(const OSSL_ALGORITHM&)) {
  std::vector<OSSL_ALGORITHM> out;
  int no_cache = 0;
  const auto* algorithm = OSSL_PROVIDER_query_operation(filter().provider, operation, &no_cache);
  for (; algorithm != nullptr && algorithm->algorithm_names != nullptr; ++algorithm) {
    if (keeps(*algorithm)) out.push_back(*algorithm);
  }
  out.push_back({});  // the end that OpenSSL looks for
  return out;
}

const OSSL_ALGORITHM* query(void*, int operation, int* no_cache) {
  *no_cache = 0;
  if (operation == OSSL_OP_KEYMGMT) return filter().key_managers.data();
  if (operation == OSSL_OP_DECODER) return filter().decoders.data();
  if (operation == OSSL_OP_CIPHER) return filter().ciphers.data();
  return OSSL_PROVIDER_query_operation(filter().provider, operation, no_cache);
}

int capabilities(void*, const char* capability, OSSL_CALLBACK* callback, void* argument) {
  return OSSL_PROVIDER_get_capabilities(filter().provider, capability, callback, argument);
}

const OSSL_PARAM* gettable(void*) {
  return OSSL_PROVIDER_gettable_params(filter().provider);
}

int get(void*, OSSL_PARAM parameters[]) {
  return OSSL_PROVIDER_get_params(filter().provider, parameters);
}

template <class Function>
OSSL_DISPATCH entry(int id, Function* function) {
  return {id, reinterpret_cast<void (*)()>(function)};
}

int init(const OSSL_CORE_HANDLE*, const OSSL_DISPATCH*, const OSSL_DISPATCH** out, void** context) {
  static const std::array dispatch{entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query),
                                   entry(OSSL_FUNC_PROVIDER_GET_CAPABILITIES, capabilities),
                                   entry(OSSL_FUNC_PROVIDER_GETTABLE_PARAMS, gettable),
                                   entry(OSSL_FUNC_PROVIDER_GET_PARAMS, get), OSSL_DISPATCH{}};
  // The algorithms are the default provider's own, so they get its context.
  *context = OSSL_PROVIDER_get0_provider_ctx(filter().provider);
  *out = dispatch.data();
  return 1;
}

}  // namespace

bool load_filter_provider() {
  Filter& state = filter();
  state.context = OSSL_LIB_CTX_new();
  if (state.context == nullptr) return false;
  state.provider = OSSL_PROVIDER_load(state.context, "default");
  if (state.provider == nullptr) return false;
  state.key_managers = kept(OSSL_OP_KEYMGMT, keeps_key_manager);
  state.decoders = kept(OSSL_OP_DECODER, keeps_decoder);
  state.ciphers = kept(OSSL_OP_CIPHER, keeps_cipher);
  return OSSL_PROVIDER_add_builtin(nullptr, filter_name, init) == 1 &&
         OSSL_PROVIDER_load(nullptr, filter_name) != nullptr;
}

OSSL_LIB_CTX* full_context() {
  return filter().context;
}

}  // namespace mtlschain::openssl
