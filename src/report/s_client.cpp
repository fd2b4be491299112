// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>

#include "report/names.hpp"
#include "report/s_client_verification.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/report/render.hpp>
#include <mtlschain/x509/error.hpp>

namespace mtlschain::report {

namespace {

constexpr std::string_view rule = "---\n";

std::string line_text(std::string_view text) {
  return base::printable(text, record_limit);
}

// A name of OpenSSL's object table, never null.
std::string object_name(int nid) {
  const char* name = OBJ_nid2sn(nid);
  return name == nullptr ? "UNDEF" : name;
}

void write_certificate(std::ostream& out, const x509::Certificate& certificate,
                       std::size_t position) {
  X509* native = certificate.native();
  fmt::print(out, "{:2} s:{}\n   i:{}\n", position, line_text(certificate.subject()),
             line_text(certificate.issuer()));
  if (const EVP_PKEY* key = X509_get0_pubkey(native)) {
    fmt::print(out, "   a:PKEY: {}, {} (bit); sigalg: {}\n", object_name(EVP_PKEY_get_base_id(key)),
               EVP_PKEY_get_bits(key), object_name(X509_get_signature_nid(native)));
  }
  fmt::print(out, "   v:NotBefore: {}; NotAfter: {}\n", asn1_time_text(X509_get0_notBefore(native)),
             asn1_time_text(X509_get0_notAfter(native)));
  out << certificate.pem();
}

void write_chain(std::ostream& out, const x509::Chain& presented) {
  if (presented.empty()) {
    out << rule << "no peer certificate available\n" << rule;
    return;
  }
  out << rule << "Certificate chain\n";
  for (std::size_t at = 0; at < presented.size(); ++at) write_certificate(out, presented[at], at);
  fmt::print(out, "{}Server certificate\nsubject={}\nissuer={}\n{}", rule,
             line_text(presented.front().subject()), line_text(presented.front().issuer()), rule);
}

void write_issuers(std::ostream& out, const observe::ClientCertificate& client) {
  if (client.acceptable_issuers.empty()) {
    out << "No client certificate CA names sent\n";
    return;
  }
  out << "Acceptable client certificate CA names\n";
  for (const std::string& issuer : client.acceptable_issuers) out << line_text(issuer) << '\n';
}

// How s_client calls a key agreement group; libssl's own names are TLS names.
std::string temporary_key(std::string_view group) {
  struct Row {
    std::string_view group, text;
  };
  static constexpr std::array rows{
      Row{"x25519", "X25519, 253 bits"},
      Row{"x448", "X448, 448 bits"},
      Row{"secp256r1", "ECDH, prime256v1, 256 bits"},
      Row{"secp384r1", "ECDH, secp384r1, 384 bits"},
      Row{"secp521r1", "ECDH, secp521r1, 521 bits"},
  };
  std::string lower(group);
  std::ranges::transform(lower, lower.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  const auto row = std::ranges::find(rows, std::string_view(lower), &Row::group);
  return row == rows.end() ? line_text(group) : std::string(row->text);
}

void write_exchange(std::ostream& out, const observe::Observation& seen,
                    const Verification& verification) {
  write_issuers(out, seen.client_certificate);
  const observe::Handshake handshake = seen.handshake.value_or(observe::Handshake{});
  if (!handshake.peer_signature.empty()) {
    fmt::print(out, "Peer signature type: {}\n", line_text(handshake.peer_signature));
  }
  if (!handshake.group.empty()) {
    fmt::print(out, "Server Temp Key: {}\n", temporary_key(handshake.group));
  }
  fmt::print(out, "{}SSL handshake has read {} bytes and written {} bytes\n", rule,
             handshake.bytes_read, handshake.bytes_written);
  if (seen.presented.empty()) return;
  const int result = verification.result();
  if (result == 0) {
    out << "Verification: OK\n";
  } else {
    fmt::print(out, "Verification error: {}\n", x509::verify_text(result));
  }
}

std::string or_none(const std::string& text) {
  return text.empty() ? "(NONE)" : line_text(text);
}

void write_session(std::ostream& out, const observe::Observation& seen) {
  const observe::Handshake handshake = seen.handshake.value_or(observe::Handshake{});
  fmt::print(out, "{}New, {}, Cipher is {}\n", rule, or_none(handshake.version),
             or_none(handshake.cipher));
  if (!seen.presented.empty()) {
    if (const int bits = seen.presented.front().key().bits; bits > 0) {
      fmt::print(out, "Server public key is {} bit\n", bits);
    }
  }
  out << "Compression: NONE\nExpansion: NONE\n";
  if (handshake.alpn.empty()) {
    out << "No ALPN negotiated\n";
  } else {
    fmt::print(out, "ALPN protocol: {}\n", line_text(handshake.alpn));
  }
}

void write_result(std::ostream& out, const observe::Observation& seen, int result) {
  const std::string code = fmt::format("Verify return code: {} ({})\n", result,
                                       result == 0 ? "ok" : x509::verify_text(result));
  const std::string version = seen.handshake ? seen.handshake->version : std::string{};
  if (version.empty() || version == "TLSv1.3") {
    if (!version.empty()) out << "Early data was not sent\n";
    out << code << rule;
    return;
  }
  fmt::print(out, "SSL-Session:\n    Protocol  : {}\n    Cipher    : {}\n    {}{}",
             line_text(version), line_text(seen.handshake->cipher), code, rule);
}

// What openssl shows as its error queue, without its addresses and source lines.
void write_failure(std::ostream& err, const observe::Observation& seen) {
  for (const observe::Alert& alert : seen.alerts) {
    if (!alert.received || !alert.fatal) continue;
    std::string words = line_text(alert.name);
    std::ranges::replace(words, '_', ' ');
    fmt::print(err, "error:SSL routines:alert {}:SSL alert number {}\n", words, alert.number);
  }
  if (!seen.failure) return;
  fmt::print(err, "error:{}:{}\n", base::stage_name(seen.failure->stage),
             line_text(seen.failure->message));
}

bool reached(const observe::Observation& seen) {
  if (seen.handshake || !seen.presented.empty()) return true;
  return seen.failure && seen.failure->stage == base::Stage::handshake;
}

}  // namespace

void write_s_client(const Transcript& streams, const Report& report) {
  const observe::Observation& seen = report.observation;
  if (reached(seen)) {
    const Verification verification = verification_of(report);
    write_verification(streams.err, verification);
    streams.out << "CONNECTED(00000003)\n";
    write_chain(streams.out, seen.presented);
    write_exchange(streams.out, seen, verification);
    write_session(streams.out, seen);
    if (seen.presented.empty()) {
      streams.out << "Verify return code: none (no certificate)\n" << rule;
    } else {
      write_result(streams.out, seen, verification.result());
    }
  }
  write_failure(streams.err, seen);
}

}  // namespace mtlschain::report
