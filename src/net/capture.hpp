// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "net/address.hpp"
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// captured_user is this process's user where the sidecar of its pod takes over what it sends: its
// outbound port (15001) listens in this network namespace, and neither uid nor gid is the one that
// its rules let pass (1337; istio tools/istio-iptables). Empty: nothing is taken over, or the
// kernel does not tell.
std::optional<observe::User> captured_user();

// listens: some socket of this network namespace listens on that TCP port, whatever its address.
// Asks the kernel (sock_diag(7)) for listening sockets only: /proc/net/tcp walks through all.
bool listens(std::uint16_t port);

// is_captured: the rules leave loopback and Unix sockets alone.
bool is_captured(const Address& address);

}  // namespace mtlschain::net
