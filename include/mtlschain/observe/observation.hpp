// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/exit_code.hpp>
#include <mtlschain/base/result.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::observe {

// Source is where an observation comes from. `report` is a JSON report of this tool, read again.
enum class Source : std::uint8_t {
  live,
  transcript,
  pem,
  der,
  envoy_dump,
  ztunnel_dump,
  kubernetes,
  report,
};

std::string_view source_name(Source source);

// FailureKind is what was seen instead of a complete look. The table in observation.cpp gives each
// its word and whether the target counts as reached (exit code 4) or not (3).
enum class FailureKind : std::uint8_t {
  unreadable,   // a file or standard input could not be read or holds no certificate (exit code 2)
  unresolved,   // the name has no address
  refused,      // TCP connection refused
  unreachable,  // no route, network down, no such socket
  timed_out,    // the deadline of the target passed, at any stage
  plaintext,    // the first bytes are not TLS
  reset,        // connection reset after ClientHello
  closed,       // end of file in the handshake
  alert,        // the peer ended the handshake with an alert before it sent a certificate
  protocol,     // anything else that libssl calls a protocol error, version mismatch included
  no_certificate,   // a handshake or transcript without any certificate
  bad_certificate,  // the first presented certificate cannot be parsed
  out_of_memory,    // this process could not keep what the peer sent
  interrupted,      // the caller asked to stop (signal)
};

std::string_view failure_name(FailureKind kind);
// failure_exit_code is usage, not_reached or no_chain; `interrupted` has none of its own and counts
// as not reached.
base::ExitCode failure_exit_code(FailureKind kind);

// Failure is why a look is not complete: the stage, its kind, one sentence, and the way out.
struct Failure {
  base::Stage stage = base::Stage::connect;
  FailureKind kind = FailureKind::protocol;
  std::string message;  // printable
  std::string hint;     // printable, may be empty
  std::string
      first_bytes;  // the raw beginning of a plaintext answer, at most 256 bytes; else empty
};

// Alert is a TLS alert as seen on the connection (RFC 8446 6).
struct Alert {
  bool received = true;  // false: our side sent it
  int number = 0;        // AlertDescription
  std::string name;      // RFC name, "certificate_required"
  // Whether it ends the connection: by its level (RFC 5246 7.2), in TLS 1.3 by its number alone
  // (RFC 8446 6). close_notify and a warning refuse nothing.
  bool fatal = true;

  bool operator==(const Alert&) const = default;
};

// alert_name is the RFC 8446 name of an AlertDescription (RFC 5246 for those that TLS 1.3 dropped):
// 116 -> "certificate_required"; an unknown number gives "unknown".
std::string_view alert_name(int number);

// is_warning tells of an alert whose level is not known: the numbers that both RFCs send as
// warnings only (close_notify, user_canceled, no_renegotiation).
bool is_warning(int number);

// refusal is the first fatal alert that the peer sent; null without one.
const Alert* refusal(const std::vector<Alert>& alerts);

// ClientCertificateOutcome is what became of the peer's request for a client certificate.
enum class ClientCertificateOutcome : std::uint8_t {
  not_requested,
  accepted,  // the handshake went on, and (TLS 1.3) a session ticket or data arrived
  refused,   // an alert followed
  unknown,   // TLS 1.3: neither arrived within the grace period
};

std::string_view outcome_name(ClientCertificateOutcome outcome);

// ClientCertificate is that request as seen.
struct ClientCertificate {
  bool requested = false;
  bool sent = false;                            // a certificate of ours was sent in answer
  std::vector<std::string> acceptable_issuers;  // names in the form of x509::Certificate::subject()
  ClientCertificateOutcome outcome = ClientCertificateOutcome::not_requested;
};

// Handshake is what was negotiated. Fields are empty where unknown (a transcript, a handshake that
// failed early).
struct Handshake {
  bool completed = false;
  std::string version;     // "TLSv1.3"
  std::string cipher;      // "TLS_AES_256_GCM_SHA384"
  std::string group;       // "x25519"
  std::string alpn;        // the protocol selected
  std::string servername;  // the SNI sent
  std::vector<std::string> alpn_offered;
  // Whether the peer proved that it has the leaf's key (RFC 8446 4.4.3, RFC 5246 7.4.3); empty: not
  // known. A completed handshake has proved it.
  std::optional<bool> key_proved{};
  std::string peer_signature;  // type of the peer's handshake signature, "RSA-PSS"
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
};

// User is as whom this process ran.
struct User {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;

  bool operator==(const User&) const = default;
};

// Unparsed is a presented element that is no certificate: its place in the presented chain, and
// why.
struct Unparsed {
  std::size_t position = 0;  // counted as the peer sent them, leaf = 0
  std::size_t line = 0;      // in the file it came from; 0 on the wire
  std::string reason;
};

// max_presented_elements of a live peer's chain are kept, certificates and others together: no
// verifier follows a path of more than 100 (OpenSSL, Envoy).
inline constexpr std::size_t max_presented_elements = 128;

// Observation is what was seen at one target, without judgement. `presented` is leaf first, in the
// order of the peer; where `unparsed` is not empty, its positions are missing from `presented`.
// `failure` may stand beside a chain: the chain is judged all the same.
struct Observation {
  std::string target;  // as the caller wrote it
  Source source = Source::live;
  // For a report that is read again: how what it tells was seen first, never `report`; empty: the
  // report does not say. Empty for every other source.
  std::optional<Source> first_source;
  std::string
      address;  // "10.0.0.7:8000", "[::1]:8000", "unix:/path"; empty offline and before connecting
  std::string name;  // the host part of a live target, for checks against `--expect-host`
  std::optional<Handshake> handshake;
  ClientCertificate client_certificate;
  std::vector<Alert> alerts;
  x509::Chain presented;
  std::vector<Unparsed> unparsed;
  std::size_t omitted = 0;  // presented elements beyond max_presented_elements, up to 10,000
  // What that proxy itself trusts, where the material says so (ROOTCA of an Envoy dump, the roots
  // of ztunnel, the root of a Secret); empty: not known. Never used to verify the presented chain.
  x509::Chain trust_bundle;
  std::optional<Failure> failure;
  // Set where the sidecar of the pod from which was looked takes over what this user sends
  // (src/DOMAIN.md, capture and ports), so that what was seen may be its answer.
  std::optional<User> captured_as;
  std::vector<std::string>
      remarks;  // other facts worth a line ("peer asked to renegotiate: refused"), printable
  std::chrono::microseconds elapsed{0};
};

// too_large is the observation of a target of which more came than this process has memory for.
Observation too_large(std::string target);

// must_prove_key: what was seen comes from a live connection, now or when the report was made, so
// that the chain alone shows nothing: whoever presents it has to prove that it has the leaf's key.
// A report that does not say how it was made counts as live; collected material proves nothing, and
// is not asked to.
bool must_prove_key(const Observation& seen);

// is_proved: the peer proved that it has the leaf's key, or nobody has to.
bool is_proved(const Observation& seen);

}  // namespace mtlschain::observe
