// SPDX-License-Identifier: Apache-2.0
// What the scripted server writes and reads byte by byte (RFC 8446 3, 4.1.2, 5.1; RFC
// 5246 6.2, 7.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mtlschain::tests::fuzz {

// RecordType is the content type of a record.
enum class RecordType : std::uint8_t {
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23,
};

// HandshakeType is the type of a handshake message.
enum class HandshakeType : std::uint8_t {
  hello_request = 0,
  client_hello = 1,
  server_hello = 2,
  new_session_ticket = 4,
  encrypted_extensions = 8,
  certificate = 11,
  server_key_exchange = 12,
  certificate_request = 13,
  server_hello_done = 14,
  certificate_verify = 15,
  client_key_exchange = 16,
  finished = 20,
  key_update = 24,
};

// number is `value` in `bytes` bytes, most significant first.
std::string number(std::size_t value, std::size_t bytes);
// vector is the content behind its length in `length_bytes` bytes.
std::string vector(std::size_t length_bytes, std::string_view content);
// message is a handshake message.
std::string message(HandshakeType type, std::string_view body);
// extension is one entry of an extensions block.
std::string extension(std::size_t type, std::string_view content);
// plain_record is a record without protection.
std::string plain_record(RecordType type, std::string_view content);

// Reader takes values off the front of bytes; behind the end it gives zeros and empty views.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  // peek is the next byte, or NUL.
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  // take gives at most `size` bytes.
  std::string_view take(std::size_t size);
  std::uint8_t byte();
  std::size_t number(std::size_t bytes);
  std::string_view vector(std::size_t length_bytes) { return take(number(length_bytes)); }

 private:
  std::string_view rest_;
};

// ClientHello is what the server needs of it; fields are empty where the bytes do not have them.
struct ClientHello {
  std::string random;
  std::string session_id;
  std::string share;  // of X25519 (RFC 8446 4.2.8)
};

ClientHello read_client_hello(std::string_view body);

// Intake finds the handshake messages in what the client sends before it protects its records.
class Intake {
 public:
  // take gives the messages, each with its header, that are whole with these bytes.
  std::vector<std::string> take(std::string_view bytes);
  // protects: the client sent a ChangeCipherSpec or a protected record.
  bool protects() const { return protects_; }

 private:
  std::string records_;
  std::string handshake_;
  bool protects_ = false;
};

}  // namespace mtlschain::tests::fuzz
