// SPDX-License-Identifier: Apache-2.0
#include "net/recording.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "net/certificate_message.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::net {
namespace {

constexpr unsigned reads_without_pause = 64;
constexpr int fatal_level = 2;
constexpr std::size_t handshake_header = 4;

// TLS 1.3 has no use for the level: all but two alerts end the connection (RFC 8446 6). Before the
// ServerHello has chosen a version, and in older ones, the level decides (RFC 5246 7.2).
bool ends_connection(const Recording& recording, const SSL* ssl, int level, int number) {
  const bool tls1_3 = recording.server_hello && SSL_version(ssl) == TLS1_3_VERSION;
  if (!tls1_3) return level == fatal_level;
  return number != SSL_AD_CLOSE_NOTIFY && number != SSL_AD_USER_CANCELLED;
}

void record_alert(Recording& recording, bool received, base::Bytes alert, const SSL* ssl) {
  if (alert.size() < 2 || recording.alerts.size() >= max_alerts) return;
  const bool fatal = ends_connection(recording, ssl, alert[0], alert[1]);
  recording.alerts.push_back(
      {received, alert[1], std::string{observe::alert_name(alert[1])}, fatal});
}

// With RSA key exchange the peer's Finished is the proof itself, and not verified yet when it is
// seen: only that the handshake completes says so.
void record_received(Recording& recording, base::Bytes message) {
  recording.went_on();  // with all messages before this one
  // Another message comes only after libssl could parse the certificates: the raw ones can go.
  if (message[0] != SSL3_MT_CERTIFICATE) std::exchange(recording.certificate_message, {});
  switch (message[0]) {
    case SSL3_MT_HELLO_REQUEST:
      // During a handshake it asks for nothing (RFC 5246 7.4.1.1).
      recording.renegotiation_asked = recording.renegotiation_asked || recording.finished;
      break;
    case SSL3_MT_FINISHED:
      recording.finished = true;
      break;
    case SSL3_MT_SERVER_KEY_EXCHANGE:
    case SSL3_MT_CERTIFICATE_VERIFY:
      recording.signature_seen = true;
      break;
    case SSL3_MT_SERVER_HELLO:
      recording.server_hello = true;
      break;
    case SSL3_MT_NEWSESSION_TICKET:
      recording.ticket = true;
      break;
    case SSL3_MT_CERTIFICATE_REQUEST:
      recording.certificate_requested = true;
      break;
    case SSL3_MT_CERTIFICATE:
      if (!recording.certificate_message.empty()) break;
      recording.certificate_message.assign(message.begin() + handshake_header, message.end());
      break;
    default:
      break;
  }
}

// An empty list of certificates takes 3 bytes, and 1 more in TLS 1.3.
bool carries_certificate(base::Bytes message) {
  return message[0] == SSL3_MT_CERTIFICATE && message.size() > handshake_header + 4;
}

// libssl decodes every element of a Certificate message before it says anything: a flood is made
// unreadable for it, by the length at its head. The buffer is libssl's own, and not
// constant; of the certificates the recording has a copy.
void refuse_flood(Recording& recording, const void* message, bool tls1_3) {
  const auto body = base::bytes_of(recording.certificate_message);
  if (!is_flood(body, tls1_3)) return;
  recording.oversized = true;
  auto* bytes = const_cast<unsigned char*>(static_cast<const unsigned char*>(message));
  bytes[handshake_header] ^= 0xffU;
}

void see_message(int written, int /*version*/, int type, const void* bytes, std::size_t size,
                 SSL* ssl, void* argument) {
  auto& recording = *static_cast<Recording*>(argument);
  const base::Bytes message{static_cast<const unsigned char*>(bytes), size};
  const bool received = written == 0;
  if (type == SSL3_RT_HEADER && received) ++recording.records;
  if (type == SSL3_RT_ALERT) record_alert(recording, received, message, ssl);
  if (type != SSL3_RT_HANDSHAKE || size < handshake_header) return;
  if (received) {
    record_received(recording, message);
    if (message[0] == SSL3_MT_CERTIFICATE && size > handshake_header) {
      refuse_flood(recording, bytes, SSL_version(ssl) == TLS1_3_VERSION);
    }
  } else if (carries_certificate(message)) {
    recording.certificate_sent = true;
  }
}

// bound_read runs before and after each read of the socket BIO; a result of 0 or less before it
// keeps it from happening.
long bound_read(BIO* bio, int operation, const char* /*data*/, std::size_t /*length*/,
                int /*command*/, long /*number*/, int result, std::size_t* processed) {
  auto& recording = *reinterpret_cast<Recording*>(BIO_get_callback_arg(bio));
  if (operation == (BIO_CB_READ | BIO_CB_RETURN)) {
    if (result > 0 && processed != nullptr) recording.incoming += *processed;
    return result;
  }
  if (operation != BIO_CB_READ) return result;
  BIO_clear_retry_flags(bio);
  recording.endless = recording.incoming > max_incoming_bytes;
  if (recording.endless) return -1;
  const bool paused = std::exchange(recording.pause, false);
  if (!paused && ++recording.reads <= reads_without_pause) return result;
  recording.reads = 0;
  BIO_set_retry_read(bio);
  return -1;
}

}  // namespace

void record(SSL* ssl, Recording& recording) {
  SSL_set_msg_callback(ssl, see_message);
  SSL_set_msg_callback_arg(ssl, &recording);
  BIO* bio = SSL_get_rbio(ssl);
  BIO_set_callback_arg(bio, reinterpret_cast<char*>(&recording));
  BIO_set_callback_ex(bio, bound_read);
}

}  // namespace mtlschain::net
