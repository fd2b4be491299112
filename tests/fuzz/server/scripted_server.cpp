// SPDX-License-Identifier: Apache-2.0
#include "fuzz/server/scripted_server.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace mtlschain::tests::fuzz {
namespace {

// What a script can make the server do is bounded.
constexpr std::size_t most_messages = 48;
constexpr std::size_t most_elements = 8;
constexpr std::size_t most_bytes = 1U << 17U;
constexpr std::size_t most_content = 16384;

}  // namespace

std::string ScriptedServer::answer(std::string_view received) {
  const auto messages = intake_.take(received);
  session_.take_client(messages, intake_.protects());
  waiting_ = false;
  while (!over_ && !waiting_) step();
  flight_.flush();
  return flight_.take();
}

bool ScriptedServer::proved(const EVP_PKEY* key) const {
  return std::ranges::any_of(flight_.proofs(), [key](const Actor* actor) {
    return EVP_PKEY_eq(actor->key.get(), key) == 1;
  });
}

ScriptedServer::Step ScriptedServer::step_of(char letter) {
  using Self = ScriptedServer;
  static const std::map<char, Step> steps{{'S', &Self::server_hello},
                                          {'E', &Self::encrypted_extensions},
                                          {'L', &Self::bare_encrypted_extensions},
                                          {'Q', &Self::certificate_request},
                                          {'C', &Self::certificate},
                                          {'V', &Self::certificate_verify},
                                          {'K', &Self::key_exchange},
                                          {'D', &Self::hello_done},
                                          {'F', &Self::finished},
                                          {'T', &Self::session_ticket},
                                          {'H', &Self::hello_request},
                                          {'U', &Self::key_update},
                                          {'Y', &Self::change_cipher_spec},
                                          {'A', &Self::alert},
                                          {'P', &Self::application_data},
                                          {'M', &Self::any_message},
                                          {'N', &Self::any_record},
                                          {'R', &Self::any_plain_record},
                                          {'B', &Self::any_bytes},
                                          {'&', &Self::again},
                                          {'J', &Self::join},
                                          {'/', &Self::split},
                                          {'~', &Self::harm_message},
                                          {'^', &Self::harm_record},
                                          {'!', &Self::plain},
                                          {'I', &Self::application_keys},
                                          {'G', &Self::guess},
                                          {'W', &Self::wait},
                                          {'.', &Self::end}};
  const auto found = steps.find(letter);
  if (found != steps.end()) return found->second;
  const auto place = static_cast<unsigned char>(letter) % steps.size();
  return std::next(steps.begin(), static_cast<std::ptrdiff_t>(place))->second;
}

void ScriptedServer::step() {
  over_ = script_.empty() || flight_.sent() > most_bytes;
  if (over_) return;
  const Step next = step_of(letter());
  (this->*next)();
}

void ScriptedServer::send(HandshakeType type, const Body& body) {
  if (++messages_ > most_messages) return end();
  last_message_ = message(type, body.bytes);
  const auto harm = std::exchange(harm_, std::nullopt);
  if (harm) harm->apply(last_message_);
  // RFC 5246 7.4.1.1: it is in no transcript.
  if (type != HandshakeType::hello_request) session_.add(last_message_);
  flight_.handshake(last_message_, harm && harm->mask != 0 ? nullptr : body.proves);
}

Harm ScriptedServer::harm() {
  const std::uint8_t place = script_.byte();
  return {place, script_.byte()};
}

void ScriptedServer::server_hello() {
  const Suite* chosen = suite(letter());
  send(HandshakeType::server_hello,
       session_.server_hello(chosen != nullptr ? *chosen : *suite('A')));
  if (session_.tls1_3()) flight_.protect(session_.handshake_keys());
}

void ScriptedServer::encrypted_extensions() {
  send(HandshakeType::encrypted_extensions, session_.encrypted_extensions(true));
}

void ScriptedServer::bare_encrypted_extensions() {
  send(HandshakeType::encrypted_extensions, session_.encrypted_extensions(false));
}

void ScriptedServer::certificate_request() {
  send(HandshakeType::certificate_request, session_.certificate_request());
}

void ScriptedServer::certificate() {
  std::string letters;
  while (is_element(script_.peek()) && letters.size() < most_elements) letters += letter();
  send(HandshakeType::certificate, session_.certificate(letters));
}

void ScriptedServer::certificate_verify() {
  const Actor& signer = actor(letter());
  send(HandshakeType::certificate_verify, session_.certificate_verify(signer, letter()));
}

void ScriptedServer::key_exchange() {
  const Actor& signer = actor(letter());
  send(HandshakeType::server_key_exchange, session_.key_exchange(signer, letter()));
}

void ScriptedServer::hello_done() {
  send(HandshakeType::server_hello_done, {});
}

void ScriptedServer::finished() {
  send(HandshakeType::finished, session_.finished(letter()));
  application_keys();
}

void ScriptedServer::session_ticket() {
  send(HandshakeType::new_session_ticket, session_.session_ticket());
}

void ScriptedServer::hello_request() {
  send(HandshakeType::hello_request, {});
}

void ScriptedServer::key_update() {
  send(HandshakeType::key_update, {{static_cast<char>(letter() == '1')}});
  if (session_.tls1_3()) flight_.protect(session_.updated_keys());
}

void ScriptedServer::change_cipher_spec() {
  flight_.plain_bytes(plain_record(RecordType::change_cipher_spec, "\1"));
  if (!session_.tls1_3()) flight_.protect(session_.tls1_2_keys());
}

void ScriptedServer::alert() {
  const char level = letter() == '1' ? '\1' : '\2';
  flight_.record(RecordType::alert, std::string{level, letter()});
}

void ScriptedServer::application_data() {
  flight_.record(RecordType::application_data, std::string(script_.byte(), 'p'));
}

void ScriptedServer::any_message() {
  const auto type = static_cast<HandshakeType>(script_.byte());
  send(type, {std::string{script_.vector(1)}});
}

void ScriptedServer::any_record() {
  const auto type = static_cast<RecordType>(script_.byte());
  flight_.record(type, script_.vector(1));
}

void ScriptedServer::any_plain_record() {
  const auto type = static_cast<RecordType>(script_.byte());
  flight_.plain_bytes(plain_record(type, script_.vector(1)));
}

void ScriptedServer::any_bytes() {
  flight_.plain_bytes(script_.vector(1));
}

void ScriptedServer::again() {
  if (++messages_ > most_messages || last_message_.empty()) return;
  session_.add(last_message_);
  flight_.handshake(last_message_, nullptr);
}

void ScriptedServer::join() {
  flight_.join(!flight_.joins());
}

void ScriptedServer::split() {
  const std::size_t size = script_.byte();
  flight_.split(size != 0 ? size : most_content);
}

void ScriptedServer::harm_message() {
  harm_ = harm();
}

void ScriptedServer::harm_record() {
  flight_.harm_next(harm());
}

void ScriptedServer::plain() {
  flight_.next_is_plain();
}

void ScriptedServer::application_keys() {
  if (session_.tls1_3()) flight_.protect(session_.application_keys());
}

void ScriptedServer::guess() {
  session_.guess();
}

void ScriptedServer::wait() {
  waiting_ = true;
}

void ScriptedServer::end() {
  over_ = true;
}

}  // namespace mtlschain::tests::fuzz
