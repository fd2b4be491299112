// SPDX-License-Identifier: Apache-2.0
// The server's side of one TLS connection: its messages and keys, each right or wrong as asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fuzz/server/actors.hpp"
#include "fuzz/server/secrets.hpp"
#include "fuzz/server/wire.hpp"

namespace mtlschain::tests::fuzz {

// Body is what a handshake message says, and whose key it proves to a client that gets it unharmed
// (RFC 8446 4.4.3, RFC 5246 7.4.3); null where it proves nothing.
struct Body {
  std::string bytes;
  const Actor* proves = nullptr;
};

// Session makes messages from what both sides have sent. A letter says how a message is wrong:
//   `t` signs something else, `a` names another algorithm, `g` is garbage instead of a signature,
//   `c` signs as a client would, `u` is not signed, `w` is a wrong Finished; any other is right.
class Session {
 public:
  // take_client is given what the client sent; `protects`: it protects its records now.
  void take_client(const std::vector<std::string>& messages, bool protects);
  // add puts a message of the server's into the transcript, as it was sent.
  void add(std::string_view message) { transcript_ += message; }
  // guess: from now on no private key is used; the secrets of an RSA key exchange are guessed.
  void guess();

  bool tls1_3() const { return suite_->exchange == Exchange::tls1_3; }

  Body server_hello(const Suite& suite);
  Body encrypted_extensions(bool protocol) const;
  Body certificate_request() const;
  // certificate has an element for each letter.
  Body certificate(std::string_view letters);
  Body certificate_verify(const Actor& signer, char how) const;
  Body key_exchange(const Actor& signer, char how) const;
  Body finished(char how) const;
  Body session_ticket() const;

  // The next of TLS 1.3's keys for what the server sends: of the handshake, of the application, and
  // what follows a KeyUpdate.
  Protection handshake_keys();
  Protection application_keys();
  Protection updated_keys();
  // The keys of TLS 1.2 for what follows the server's ChangeCipherSpec.
  Protection tls1_2_keys() const;

 private:
  void take_key_exchange(std::string_view body);
  std::string finished_data(std::string_view label) const;
  std::string key_exchange_params() const;

  const Suite* suite_ = fuzz::suite('A');
  ClientHello hello_;
  std::string transcript_;
  std::string handshake_secret_;
  std::string traffic_secret_;                         // TLS 1.3: of what the server sends now
  std::string master_secret_ = std::string(48, '\0');  // TLS 1.2
  const Actor* leaf_ = nullptr;                        // whose certificate was sent first
  const Actor* opened_by_ = nullptr;                   // who opened the premaster secret
  bool guessing_ = false;
  bool client_finished_ = false;
};

}  // namespace mtlschain::tests::fuzz
