// SPDX-License-Identifier: Apache-2.0
#include "net/recording.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace mtlschain::net {
namespace {

constexpr unsigned reads_without_pause = 64;
constexpr std::size_t max_alerts = 16;
constexpr std::size_t handshake_header = 4;

struct AlertName {
  int number;
  std::string_view name;
};

// AlertDescription: RFC 8446 6, and RFC 5246 7.2 for what only older versions send.
constexpr AlertName alert_names[] = {
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {120, "no_application_protocol"},
};

std::string alert_name(int number) {
  const auto* row = std::ranges::find(alert_names, number, &AlertName::number);
  return row != std::end(alert_names) ? std::string{row->name} : fmt::format("alert_{}", number);
}

void record_alert(Recording& recording, bool received, base::Bytes alert) {
  if (alert.size() < 2 || recording.alerts.size() >= max_alerts) return;
  recording.alerts.push_back({received, alert[1], alert_name(alert[1])});
}

void record_received(Recording& recording, base::Bytes message) {
  switch (message[0]) {
    case SSL3_MT_HELLO_REQUEST:
      // During a handshake it asks for nothing (RFC 5246 7.4.1.1).
      recording.renegotiation_asked = recording.renegotiation_asked || recording.finished;
      break;
    case SSL3_MT_FINISHED:
      recording.finished = true;
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

void see_message(int written, int /*version*/, int type, const void* bytes, std::size_t size,
                 SSL* /*ssl*/, void* argument) {
  auto& recording = *static_cast<Recording*>(argument);
  const base::Bytes message{static_cast<const unsigned char*>(bytes), size};
  const bool received = written == 0;
  if (type == SSL3_RT_HEADER && received) ++recording.records;
  if (type == SSL3_RT_ALERT) record_alert(recording, received, message);
  if (type != SSL3_RT_HANDSHAKE || size < handshake_header) return;
  if (received) {
    record_received(recording, message);
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

const observe::Alert* Recording::received_alert() const {
  const auto decisive = std::ranges::find_if(alerts, [](const observe::Alert& alert) {
    return alert.received && alert.number != 0 && alert.number != SSL_AD_NO_RENEGOTIATION;
  });
  return decisive != alerts.end() ? &*decisive : nullptr;
}

void record(SSL* ssl, Recording& recording) {
  SSL_set_msg_callback(ssl, see_message);
  SSL_set_msg_callback_arg(ssl, &recording);
  BIO* bio = SSL_get_rbio(ssl);
  BIO_set_callback_arg(bio, reinterpret_cast<char*>(&recording));
  BIO_set_callback_ex(bio, bound_read);
}

}  // namespace mtlschain::net
