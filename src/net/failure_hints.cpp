// SPDX-License-Identifier: Apache-2.0
#include "net/failure_hints.hpp"

#include <openssl/sslerr.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <string_view>

namespace mtlschain::net {
namespace {

struct Hint {
  int number;
  std::string_view text;
};

constexpr std::string_view other_versions =
    "the peer wants another TLS version: widen --tls-min and --tls-max";

constexpr Hint alert_hints[] = {
    {40,
     "no common cipher or signature, or no certificate for this name: try other TLS versions "
     "and another --servername"},
    {47, "the peer, or something before it, does not understand our hello: look at its log"},
    {50, "the peer, or something before it, does not understand our hello: look at its log"},
    {70,
     "the peer wants another TLS version: widen --tls-min and --tls-max; a mesh may demand 1.3 "
     "(meshConfig.meshMTLS.minProtocolVersion) or FIPS"},
    {71, "the peer wants stronger ciphers than were offered: look at its policy"},
    {80, "the peer failed inside: look at its log"},
    {112, "the peer serves no such name: try another --servername"},
    {120, "the peer accepts none of the protocols offered: choose others with --alpn"},
};

constexpr Hint connect_hints[] = {
    {ECONNREFUSED, "nothing listens there: check the port, and that the workload is ready"},
    {EAGAIN, "its queue of connections is full: try again"},
    {ENOENT, "no socket has that path: check it, and that the workload is ready"},
    {ENOTSOCK, "that path is no socket"},
    {EACCES, "this user may not open it"},
    {EPERM, "this user, or a local firewall, does not allow it"},
    {EMFILE, "raise the limit of open files (ulimit -n) or lower --concurrency"},
    {ENFILE, "the machine is out of file descriptors"},
    {EAFNOSUPPORT, "this machine does not speak that address family: try -4 or -6"},
    {ETIMEDOUT,
     "a NetworkPolicy or firewall may drop packets, or the address is no longer in use; allow "
     "more with --timeout"},
};

constexpr Hint protocol_hints[] = {
    {SSL_R_UNSUPPORTED_PROTOCOL, other_versions},
    {SSL_R_WRONG_SSL_VERSION, other_versions},
    {SSL_R_BAD_PROTOCOL_VERSION_NUMBER, other_versions},
    {SSL_R_WRONG_VERSION_NUMBER,
     "what answers mixes TLS with something else: look at what listens there"},
    {SSL_R_EXCESSIVE_MESSAGE_SIZE, "no chain needs a message that large: look at what it serves"},
};

std::string text_of(std::span<const Hint> hints, int number, std::string_view otherwise) {
  const auto row = std::ranges::find(hints, number, &Hint::number);
  return std::string{row != hints.end() ? row->text : otherwise};
}

}  // namespace

std::string alert_hint(int number) {
  return text_of(alert_hints, number, "look at the peer's log for its reason");
}

std::string connect_hint(int error) {
  return text_of(connect_hints, error, "check the address, the route and the pod's network");
}

std::string broken_off_hint(const Contact& contact) {
  if (contact.received > 0) return "the peer, or something between, broke off: look at its log";
  if (!contact.istio_offered) {
    return "in PERMISSIVE mode a sidecar drops TLS without an Istio ALPN: offer it with "
           "--alpn istio";
  }
  return "the sidecar has no filter chain for this hello, which says nothing about certificates: "
         "at an east-west gateway (15443) give --servername outbound_.PORT_._.HOST, elsewhere "
         "check the port and the PeerAuthentication";
}

std::string protocol_hint(int reason) {
  return text_of(protocol_hints, reason, {});
}

}  // namespace mtlschain::net
