// SPDX-License-Identifier: Apache-2.0
#include "fuzz/server/wire.hpp"

#include <algorithm>

namespace mtlschain::tests::fuzz {
namespace {

constexpr std::size_t record_header = 5;
constexpr std::size_t handshake_header = 4;
constexpr std::size_t tls1_2 = 0x0303;  // what every record of ours says it is
constexpr std::size_t key_share = 51;
constexpr std::size_t x25519_group = 0x001D;

char type_byte(auto type) {
  return static_cast<char>(type);
}

std::string x25519_share(std::string_view extension_body) {
  Reader extension{extension_body};
  Reader shares{extension.vector(2)};
  while (!shares.empty()) {
    const std::size_t group = shares.number(2);
    const std::string_view share = shares.vector(2);
    if (group == x25519_group) return std::string{share};
  }
  return {};
}

}  // namespace

std::string number(std::size_t value, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = bytes; i-- > 0; value >>= 8U) text[i] = static_cast<char>(value & 0xFFU);
  return text;
}

std::string vector(std::size_t length_bytes, std::string_view content) {
  return number(content.size(), length_bytes).append(content);
}

std::string message(HandshakeType type, std::string_view body) {
  return type_byte(type) + vector(3, body);
}

std::string extension(std::size_t type, std::string_view content) {
  return number(type, 2) + vector(2, content);
}

std::string plain_record(RecordType type, std::string_view content) {
  return type_byte(type) + number(tls1_2, 2) + vector(2, content);
}

std::string_view Reader::take(std::size_t size) {
  const auto taken = rest_.substr(0, size);
  rest_.remove_prefix(taken.size());
  return taken;
}

std::uint8_t Reader::byte() {
  return static_cast<std::uint8_t>(number(1));
}

std::size_t Reader::number(std::size_t bytes) {
  std::size_t value = 0;
  for (const char byte : take(bytes)) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

ClientHello read_client_hello(std::string_view body) {
  Reader reader{body};
  reader.take(2);  // legacy_version
  ClientHello hello;
  hello.random = reader.take(32);
  hello.session_id = reader.vector(1);
  reader.vector(2);  // cipher_suites
  reader.vector(1);  // legacy_compression_methods
  Reader extensions{reader.vector(2)};
  while (!extensions.empty()) {
    const std::size_t type = extensions.number(2);
    const std::string_view content = extensions.vector(2);
    if (type == key_share) hello.share = x25519_share(content);
  }
  return hello;
}

std::vector<std::string> Intake::take(std::string_view bytes) {
  records_ += bytes;
  while (records_.size() >= record_header) {
    Reader reader{records_};
    const auto type = static_cast<RecordType>(reader.byte());
    reader.take(2);
    const std::size_t size = reader.number(2);
    if (reader.rest().size() < size) break;
    protects_ = protects_ || type == RecordType::change_cipher_spec;
    if (type == RecordType::handshake && !protects_) handshake_ += reader.take(size);
    records_.erase(0, record_header + size);
  }
  std::vector<std::string> messages;
  while (handshake_.size() >= handshake_header) {
    Reader reader{handshake_};
    reader.byte();
    const std::size_t size = handshake_header + reader.number(3);
    if (handshake_.size() < size) break;
    messages.push_back(handshake_.substr(0, size));
    handshake_.erase(0, size);
  }
  return messages;
}

}  // namespace mtlschain::tests::fuzz
