// SPDX-License-Identifier: Apache-2.0
#include "net/destination.hpp"

#include "net/failure.hpp"

namespace mtlschain::net {
namespace {

using observe::HostPort;
using observe::LiveOptions;
using observe::UnixSocket;

std::string default_servername(const observe::Target& target) {
  const auto* host = std::get_if<HostPort>(&target.where);
  if (host == nullptr || parse_literal(host->host, host->port)) return {};
  std::string name = host->host;
  if (name.ends_with('.')) name.pop_back();  // RFC 6066 3: without the trailing dot
  return name;
}

}  // namespace

Destination destination_of(const observe::Target& target, const LiveOptions& options) {
  Destination destination;
  destination.servername = options.servername ? *options.servername : default_servername(target);
  const auto* host = std::get_if<HostPort>(&target.where);
  const auto* unix_socket = std::get_if<UnixSocket>(&target.where);
  if (options.connect_unix) {
    destination.path = options.connect_unix->path;
  } else if (options.connect) {
    destination.host = *options.connect;
    if (destination.host->port == 0 && host != nullptr) destination.host->port = host->port;
  } else if (host != nullptr) {
    destination.host = *host;
  } else if (unix_socket != nullptr) {
    destination.path = unix_socket->path;
  }
  return destination;
}

asio::awaitable<Places> find(Resolver& resolver, Destination destination) {
  Places places;
  if (!destination.host) {
    const auto address = unix_address(destination.path);
    if (address) {
      places.addresses.push_back(*address);
    } else {
      places.failure = {base::Stage::connect,
                        observe::FailureKind::unreachable,
                        address.error().message,
                        address.error().hint,
                        {}};
    }
    co_return places;
  }
  const auto [host, port] = *destination.host;
  if (const auto literal = parse_literal(host, port)) {
    places.addresses.push_back(*literal);
    co_return places;
  }
  const auto resolved = co_await resolver.resolve(host);
  for (const Address& address : resolved->addresses) {
    places.addresses.push_back(at_port(address, port));
  }
  if (places.addresses.empty()) {
    places.failure = resolved->cancelled ? interrupted(base::Stage::resolve, host)
                                         : unresolved(host, resolved->problem);
  }
  co_return places;
}

}  // namespace mtlschain::net
