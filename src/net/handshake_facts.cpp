// SPDX-License-Identifier: Apache-2.0
#include "net/handshake_facts.hpp"

#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "x509/name.hpp"

namespace mtlschain::net {
namespace {

constexpr int max_issuers = 1000;
constexpr std::size_t max_issuer_length = 512;

struct SignatureName {
  int type;
  std::string_view name;
};

// The words of `openssl s_client` for the type of a signature.
constexpr SignatureName signature_names[] = {
    {EVP_PKEY_RSA, "RSA"},  {EVP_PKEY_RSA_PSS, "RSA-PSS"}, {EVP_PKEY_DSA, "DSA"},
    {EVP_PKEY_EC, "ECDSA"}, {EVP_PKEY_ED25519, "Ed25519"}, {EVP_PKEY_ED448, "Ed448"},
};

std::string peer_signature(SSL* ssl) {
  int type = NID_undef;
  if (SSL_get_peer_signature_type_nid(ssl, &type) != 1) return {};
  const auto* row = std::ranges::find(signature_names, type, &SignatureName::type);
  return std::string{row != std::end(signature_names) ? row->name : OBJ_nid2sn(type)};
}

std::string selected_protocol(SSL* ssl) {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl, &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

std::string group(SSL* ssl) {
  const auto id = static_cast<int>(SSL_get_negotiated_group(ssl));
  const char* name = id != NID_undef ? SSL_group_to_name(ssl, id) : nullptr;
  return name != nullptr ? name : "";
}

std::string cipher(SSL* ssl) {
  const SSL_CIPHER* chosen = SSL_get_current_cipher(ssl);
  if (chosen == nullptr) chosen = SSL_get_pending_cipher(ssl);
  return chosen != nullptr ? SSL_CIPHER_get_name(chosen) : "";
}

}  // namespace

bool set_servername(SSL* ssl, const std::string& name) {
  std::string copy = name;  // SSL_ctrl takes it as mutable, and copies it
  return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, copy.data()) == 1;
}

void read_presented(SSL* ssl, observe::Observation& observation) {
  STACK_OF(X509)* presented = SSL_get_peer_cert_chain(ssl);
  const auto count = static_cast<std::size_t>(presented != nullptr ? sk_X509_num(presented) : 0);
  const std::size_t kept = std::min(count, observe::max_presented_elements);
  observation.omitted = count - kept;
  observation.presented.clear();
  observation.presented.reserve(kept);
  for (std::size_t i = 0; i < kept; ++i) {
    X509* certificate = sk_X509_value(presented, static_cast<int>(i));
    X509_up_ref(certificate);
    observation.presented.emplace_back(std::shared_ptr<X509>(certificate, X509_free));
  }
}

void read_facts(SSL* ssl, observe::Handshake& handshake) {
  handshake.version = SSL_get_version(ssl);
  handshake.cipher = cipher(ssl);
  handshake.group = group(ssl);
  handshake.alpn = selected_protocol(ssl);
  handshake.peer_signature = peer_signature(ssl);
}

std::uint64_t bytes_written(SSL* ssl) {
  return BIO_number_written(SSL_get_wbio(ssl));
}

std::vector<std::string> acceptable_issuers(SSL* ssl) {
  std::vector<std::string> names;
  const STACK_OF(X509_NAME)* sent = SSL_get0_peer_CA_list(ssl);
  const int count = sent != nullptr ? std::min(sk_X509_NAME_num(sent), max_issuers) : 0;
  for (int i = 0; i < count; ++i) {
    const std::string name = x509::name_text(sk_X509_NAME_value(sent, i));
    names.push_back(base::printable(name, max_issuer_length));
  }
  return names;
}

}  // namespace mtlschain::net
