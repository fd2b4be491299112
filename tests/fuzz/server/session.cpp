// SPDX-License-Identifier: Apache-2.0
#include "fuzz/server/session.hpp"

namespace mtlschain::tests::fuzz {
namespace {

constexpr std::size_t tls1_2 = 0x0303;
constexpr std::size_t tls1_3_version = 0x0304;
constexpr std::size_t x25519_group = 0x001D;
constexpr std::size_t verify_data_size = 12;  // TLS 1.2
constexpr std::size_t handshake_header = 4;
const std::string server_random(32, 's');

namespace extensions {
constexpr std::size_t signature_algorithms = 13;
constexpr std::size_t protocols = 16;
constexpr std::size_t supported_versions = 43;
constexpr std::size_t key_share = 51;
constexpr std::size_t renegotiation_info = 0xFF01;
}  // namespace extensions

std::string protocol_extension() {
  return extension(extensions::protocols, vector(2, vector(1, "istio")));
}

std::string signature_schemes() {
  return vector(2, number(actor('r').algorithm, 2) + number(actor('e').algorithm, 2));
}

// signed_by is the end of a message that is signed over `content`.
std::string signed_by(const Actor& signer, std::string content, char how) {
  if (how == 't') content += 't';
  const std::size_t algorithm = how == 'a' ? signer.algorithm ^ 1U : signer.algorithm;
  const std::string signature = how == 'g' ? std::string(64, 'g') : signer.sign(content);
  return number(algorithm, 2) + vector(2, signature);
}

bool is_right(char how, std::string_view wrong) {
  return wrong.find(how) == wrong.npos;
}

}  // namespace

void Session::take_client(const std::vector<std::string>& messages, bool protects) {
  for (const std::string& each : messages) {
    transcript_ += each;
    const auto type = static_cast<HandshakeType>(each.front());
    const auto body = std::string_view{each}.substr(handshake_header);
    if (type == HandshakeType::client_hello) hello_ = read_client_hello(body);
    if (type == HandshakeType::client_key_exchange) take_key_exchange(body);
  }
  if (!protects || client_finished_ || tls1_3()) return;
  // It cannot be other than this, so that it need not be opened.
  client_finished_ = true;
  transcript_ += message(HandshakeType::finished, finished_data("client finished"));
}

void Session::guess() {
  guessing_ = true;
  opened_by_ = nullptr;
}

void Session::take_key_exchange(std::string_view body) {
  Reader reader{body};
  std::string premaster(48, '\0');
  if (suite_->exchange == Exchange::ecdhe) {
    premaster = shared_secret(reader.vector(1));
  } else if (!guessing_ && leaf_ != nullptr) {
    const std::string opened = leaf_->decrypt(reader.vector(2));
    opened_by_ = opened.empty() ? nullptr : leaf_;
    if (!opened.empty()) premaster = opened;
  }
  master_secret_ =
      prf(suite_->digest, premaster, "master secret", hello_.random + server_random, 48);
}

Body Session::server_hello(const Suite& suite) {
  suite_ = &suite;
  const std::string begin = number(tls1_2, 2) + server_random;
  const std::string chosen = number(suite.id, 2) + '\0';
  if (!tls1_3()) {
    return {
        begin + vector(1, {}) + chosen +
        vector(2, extension(extensions::renegotiation_info, vector(1, {})) + protocol_extension())};
  }
  return {begin + vector(1, hello_.session_id) + chosen +
          vector(2, extension(extensions::supported_versions, number(tls1_3_version, 2)) +
                        extension(extensions::key_share,
                                  number(x25519_group, 2) + vector(2, own_share())))};
}

Body Session::encrypted_extensions(bool protocol) const {
  return {vector(2, protocol ? protocol_extension() : std::string{})};
}

Body Session::certificate_request() const {
  if (tls1_3()) {
    return {vector(1, {}) +
            vector(2, extension(extensions::signature_algorithms, signature_schemes()))};
  }
  constexpr std::string_view certificate_types{"\x01\x40", 2};
  return {vector(1, certificate_types) + signature_schemes() + vector(2, {})};
}

Body Session::certificate(std::string_view letters) {
  leaf_ = letters.empty() ? nullptr : element_key(letters.front());
  std::string list;
  for (const char letter : letters) {
    list += vector(3, element(letter));
    if (tls1_3()) list += vector(2, {});
  }
  return {(tls1_3() ? vector(1, {}) : std::string{}) + vector(3, list)};
}

Body Session::certificate_verify(const Actor& signer, char how) const {
  const std::string context =
      how == 'c' ? "TLS 1.3, client CertificateVerify" : "TLS 1.3, server CertificateVerify";
  const std::string content =
      std::string(64, ' ') + context + '\0' + hash(suite_->digest, transcript_);
  return {signed_by(signer, content, how), tls1_3() && is_right(how, "tagc") ? &signer : nullptr};
}

std::string Session::key_exchange_params() const {
  constexpr char named_curve = 3;
  return named_curve + number(x25519_group, 2) + vector(1, own_share());
}

Body Session::key_exchange(const Actor& signer, char how) const {
  const std::string params = key_exchange_params();
  if (how == 'u') return {params};
  const bool proves = suite_->exchange == Exchange::ecdhe && is_right(how, "tagu");
  return {params + signed_by(signer, hello_.random + server_random + params, how),
          proves ? &signer : nullptr};
}

std::string Session::finished_data(std::string_view label) const {
  const std::string seen = hash(suite_->digest, transcript_);
  if (!tls1_3()) return prf(suite_->digest, master_secret_, label, seen, verify_data_size);
  const std::string key =
      expand_label(suite_->digest, traffic_secret_, "finished", {}, seen.size());
  return hmac(suite_->digest, key, seen);
}

Body Session::finished(char how) const {
  std::string data = finished_data("server finished");
  if (how == 'w') data.front() = static_cast<char>(data.front() ^ 1);
  const bool proves = suite_->exchange == Exchange::rsa && client_finished_ && is_right(how, "w");
  return {data, proves ? opened_by_ : nullptr};
}

Body Session::session_ticket() const {
  if (!tls1_3()) return {number(300, 4) + vector(2, "ticket")};
  return {number(300, 4) + number(1, 4) + vector(1, "n") + vector(2, "ticket") + vector(2, {})};
}

Protection Session::handshake_keys() {
  handshake_secret_ = handshake_secret(suite_->digest, shared_secret(hello_.share));
  traffic_secret_ = derive_secret(suite_->digest, handshake_secret_, "s hs traffic", transcript_);
  return Protection::tls1_3(*suite_, traffic_secret_);
}

Protection Session::application_keys() {
  const std::string master = master_secret(suite_->digest, handshake_secret_);
  traffic_secret_ = derive_secret(suite_->digest, master, "s ap traffic", transcript_);
  return Protection::tls1_3(*suite_, traffic_secret_);
}

Protection Session::updated_keys() {
  traffic_secret_ =
      expand_label(suite_->digest, traffic_secret_, "traffic upd", {}, traffic_secret_.size());
  return Protection::tls1_3(*suite_, traffic_secret_);
}

Protection Session::tls1_2_keys() const {
  constexpr std::size_t salt_size = 4;
  const std::string block = prf(suite_->digest, master_secret_, "key expansion",
                                server_random + hello_.random, 2 * (suite_->key_size + salt_size));
  return Protection::tls1_2(*suite_, block.substr(suite_->key_size, suite_->key_size),
                            block.substr(2 * suite_->key_size + salt_size, salt_size));
}

}  // namespace mtlschain::tests::fuzz
