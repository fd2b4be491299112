// SPDX-License-Identifier: Apache-2.0
#include "net/tls_context.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "net/credential.hpp"
#include "openssl/errors.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::net {
namespace {

using base::fail;
using base::Stage;

// Envoy takes 100 KiB (BoringSSL's SSL_MAX_CERT_LIST_DEFAULT): what it refuses is still to be seen.
constexpr long max_certificate_message = 1L << 20;

void set_manners(SSL_CTX* context) {
  SSL_CTX_set_cert_verify_callback(context, accept_any_chain, nullptr);
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // Without AUTO_RETRY a read returns after each message, and the first ticket is enough.
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_quiet_shutdown(context, 1);
  SSL_CTX_set_max_cert_list(context, max_certificate_message);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_COMPRESSION);
}

bool use_credential(SSL_CTX* context, const observe::ClientCredential& credential) {
  if (SSL_CTX_use_certificate(context, credential.chain.front().native()) != 1) return false;
  if (SSL_CTX_use_PrivateKey(context, credential.key.get()) != 1) return false;
  SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
  for (std::size_t i = 1; i < credential.chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, credential.chain[i].native()) != 1) return false;
  }
  return true;
}

}  // namespace

int accept_any_chain(X509_STORE_CTX* /*store*/, void* /*argument*/) {
  return 1;
}

int version_number(observe::TlsVersion version) {
  static constexpr std::array numbers{TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
  return numbers.at(static_cast<std::size_t>(version));
}

base::Result<std::string> protocol_list(const std::vector<std::string>& names) {
  std::string wire;
  for (const std::string& name : names) {
    if (name.empty() || name.size() > 255) {
      return fail(Stage::options,
                  fmt::format("protocol name \"{}\" cannot be offered", base::printable(name, 40)),
                  "an ALPN name has 1 to 255 bytes");
    }
    wire += static_cast<char>(static_cast<unsigned char>(name.size()));
    wire += name;
  }
  return wire;
}

base::Result<ContextPtr> client_context(const observe::LiveOptions& options) {
  if (options.tls_min > options.tls_max) {
    return fail(Stage::options, "the lowest TLS version is above the highest",
                "swap --tls-min and --tls-max");
  }
  const auto protocols = protocol_list(options.alpn);
  if (!protocols) return tl::unexpected(protocols.error());
  ContextPtr context{SSL_CTX_new(TLS_client_method())};
  const auto failed = [] {
    return fail(Stage::options, "TLS cannot be set up: " + openssl::take_errors());
  };
  if (!context) return failed();
  set_manners(context.get());
  SSL_CTX_set_min_proto_version(context.get(), version_number(options.tls_min));
  SSL_CTX_set_max_proto_version(context.get(), version_number(options.tls_max));
  if (!protocols->empty()) {
    const auto wire = base::bytes_of(*protocols);
    const auto length = static_cast<unsigned>(wire.size());
    if (SSL_CTX_set_alpn_protos(context.get(), wire.data(), length) != 0) return failed();
  }
  if (options.credential && !use_credential(context.get(), *options.credential)) return failed();
  return context;
}

}  // namespace mtlschain::net
