// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <optional>

#include "net/address.hpp"
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// captured_user is this process's user where the sidecar of its pod takes over what it sends: its
// outbound port (15001) listens in this network namespace, and neither uid nor gid is the one that
// its rules let pass (1337; istio tools/istio-iptables). Empty: nothing is taken over.
std::optional<observe::User> captured_user();

// outbound_port_listens reads /proc/net/tcp or tcp6 (proc(5)), in which listening sockets come
// first.
bool outbound_port_listens(std::istream& table);

// is_captured: the rules leave loopback and Unix sockets alone.
bool is_captured(const Address& address);

}  // namespace mtlschain::net
