// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <mtlschain/base/result.hpp>

namespace mtlschain::observe {

// HostPort is a TCP service: a DNS name or an address literal (IPv6 without brackets), and a port.
struct HostPort {
  std::string host;
  std::uint16_t port = 0;

  bool operator==(const HostPort&) const = default;
};

// UnixSocket is a stream socket in the file system; a leading `@` means Linux' abstract name space.
struct UnixSocket {
  std::string path;

  bool operator==(const UnixSocket&) const = default;
};

// Material is something collected earlier: a file, or standard input where `path` is "-".
struct Material {
  std::string path;

  bool operator==(const Material&) const = default;
};

// Target is where to look; `text` is what the caller wrote, and the name of the target in every
// report.
struct Target {
  std::string text;
  std::variant<HostPort, UnixSocket, Material> where;

  bool operator==(const Target&) const = default;
};

// parse_target reads `HOST:PORT`, `[V6]:PORT`, `unix:PATH`, `file:PATH` or `-`. Fails (stage
// options) saying what is missing and how to write it: a bare host, a port out of 1..65535, an IPv6
// literal without brackets, an empty path.
base::Result<Target> parse_target(std::string_view text);

// parse_host_port reads only the first two forms.
base::Result<HostPort> parse_host_port(std::string_view text);

}  // namespace mtlschain::observe
