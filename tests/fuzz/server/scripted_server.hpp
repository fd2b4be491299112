// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/server/flight.hpp"
#include "fuzz/server/session.hpp"
#include "fuzz/server/wire.hpp"

namespace mtlschain::tests::fuzz {

// ScriptedServer is a TLS server that does what the bytes of a script say, in any order. A step is
// a letter and what belongs to it; any other byte stands for one of them, so that few are in vain.
//
//   S suite        ServerHello: A, B TLS 1.3; E, F ECDHE-RSA, G ECDHE-ECDSA, R, S RSA of TLS 1.2.
//                  What follows one of TLS 1.3 is under the keys of the handshake
//   E, L           EncryptedExtensions with and without an ALPN protocol
//   Q              CertificateRequest
//   C elements     Certificate: any number of letters of actors.hpp
//   V actor how    CertificateVerify          \ actor: r e x y of actors.hpp,
//   K actor how    ServerKeyExchange          / how: the letters of session.hpp
//   D              ServerHelloDone
//   F how          Finished; what follows one of TLS 1.3 is under the keys of the application
//   T, H           NewSessionTicket, HelloRequest
//   U request      KeyUpdate, and the next keys
//   Y              ChangeCipherSpec; in TLS 1.2 what follows is protected
//   A level number alert, both bytes: level '1' is a warning, any other is fatal
//   P size         application data
//   M type size... a handshake message of that type with the next `size` bytes of the script
//   N type size... likewise a record, R likewise without protection, B size... bytes as they are
//   &              the last handshake message once more
//   J              joins messages into one record, up to the next J
//   / size         no record has more content than this; 0: as much as the RFC allows
//   ~ place mask   harms the next handshake message, ^ place mask the next record
//   !              the next record is not protected
//   I              the keys of the application from here on
//   G              no private key is used in an RSA key exchange: the secret is guessed
//   W              waits for the client
//   .              the end; so does the end of the script
class ScriptedServer {
 public:
  explicit ScriptedServer(std::string_view script) : script_(script) {}

  // answer takes what the client wrote since the last call, nothing if it only waits, and gives
  // what the server sends then.
  std::string answer(std::string_view received);
  // over: the server closes the connection.
  bool over() const { return over_; }
  // proved: what was sent unharmed proves to the client that the server has this key. True for any
  // right proof, even at a place where a client refuses it.
  bool proved(const EVP_PKEY* key) const;

 private:
  using Step = void (ScriptedServer::*)();
  static Step step_of(char letter);
  void step();
  void send(HandshakeType type, const Body& body);
  char letter() { return static_cast<char>(script_.byte()); }
  Harm harm();

  void server_hello();
  void encrypted_extensions();
  void bare_encrypted_extensions();
  void certificate_request();
  void certificate();
  void certificate_verify();
  void key_exchange();
  void hello_done();
  void finished();
  void session_ticket();
  void hello_request();
  void key_update();
  void change_cipher_spec();
  void alert();
  void application_data();
  void any_message();
  void any_record();
  void any_plain_record();
  void any_bytes();
  void again();
  void join();
  void split();
  void harm_message();
  void harm_record();
  void plain();
  void application_keys();
  void guess();
  void wait();
  void end();

  Reader script_;
  Intake intake_;
  Session session_;
  Flight flight_;
  std::optional<Harm> harm_;
  std::string last_message_;
  std::size_t messages_ = 0;
  bool waiting_ = false;
  bool over_ = false;
};

}  // namespace mtlschain::tests::fuzz
