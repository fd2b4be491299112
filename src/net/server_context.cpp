// SPDX-License-Identifier: Apache-2.0
#include "net/server_context.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <string_view>

#include "net/tls_context.hpp"
#include "openssl/errors.hpp"
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::net {
namespace {

using base::fail;
using base::Stage;

// choose_protocol takes the client's first that is served; none is no reason to refuse (Envoy).
int choose_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_length,
                    const unsigned char* offered, unsigned length, void* argument) {
  const auto& served = *static_cast<const std::vector<std::string>*>(argument);
  const std::string_view names{reinterpret_cast<const char*>(offered), length};
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t size = offered[at];
    const std::string_view name = names.substr(at + 1, size);
    if (std::ranges::find(served, name) != served.end()) {
      *chosen = offered + at + 1;
      *chosen_length = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
    at += 1 + size;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

openssl::KeyPtr read_key(const std::string& pem) {
  const openssl::BioPtr memory{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  return openssl::KeyPtr{PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr)};
}

bool use_chain(SSL_CTX* context, const x509::Bundle& bundle, EVP_PKEY* key) {
  const auto& entries = bundle.entries;
  X509* leaf = entries.front().certificate.native();
  if (key == nullptr || X509_check_private_key(leaf, key) != 1) return false;
  if (SSL_CTX_use_certificate(context, leaf) != 1) return false;
  if (SSL_CTX_use_PrivateKey(context, key) != 1) return false;
  SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
  return std::all_of(entries.begin() + 1, entries.end(), [context](const auto& entry) {
    return SSL_CTX_add1_chain_cert(context, entry.certificate.native()) == 1;
  });
}

base::Result<void> ask_for_certificate(SSL_CTX* context, const TlsServerOptions& options) {
  if (options.client_auth == ClientAuth::none) return {};
  const int strict =
      options.client_auth == ClientAuth::require ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | strict, nullptr);
  SSL_CTX_set_cert_verify_callback(context, accept_any_chain, nullptr);
  if (options.acceptable_issuers_pem.empty()) return {};
  const auto issuers = x509::read_bundle(options.acceptable_issuers_pem, "acceptable issuers");
  if (!issuers) return tl::unexpected(issuers.error());
  for (const auto& entry : issuers->entries) {
    SSL_CTX_add_client_CA(context, entry.certificate.native());
  }
  return {};
}

}  // namespace

base::Result<ContextPtr> server_context(const TlsServerOptions& options) {
  const auto chain = x509::read_bundle(options.chain_pem, "server chain");
  if (!chain) return tl::unexpected(chain.error());
  const auto key = read_key(options.key_pem);
  ContextPtr context{SSL_CTX_new(TLS_server_method())};
  SSL_CTX_set_security_level(context.get(), 0);
  if (!use_chain(context.get(), *chain, key.get())) {
    return fail(Stage::load,
                "the server's chain and key cannot be used: " + openssl::take_errors());
  }
  SSL_CTX_set_min_proto_version(context.get(), version_number(options.tls_min));
  SSL_CTX_set_max_proto_version(context.get(), version_number(options.tls_max));
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  if (!options.alpn.empty()) {
    void* served = const_cast<std::vector<std::string>*>(&options.alpn);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, served);
  }
  const auto asked = ask_for_certificate(context.get(), options);
  if (!asked) return tl::unexpected(asked.error());
  return context;
}

}  // namespace mtlschain::net
