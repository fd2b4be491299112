// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string>
#include <variant>

#include "fuzz/promise.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/observe/target.hpp>

namespace mtlschain::tests::fuzz {
namespace {

void promise_written(const observe::HostPort& address) {
  promise(!address.host.empty() && address.port != 0, "host and port");
  const bool v6 = address.host.find(':') != std::string::npos;
  const auto text =
      fmt::format("{}{}{}:{}", v6 ? "[" : "", address.host, v6 ? "]" : "", address.port);
  promise(observe::parse_host_port(text) == address, "round trip of an address");
}

}  // namespace

void target(std::string_view bytes) {
  const auto address = observe::parse_host_port(bytes);
  if (address) {
    promise_written(*address);
  } else {
    promise_error(address.error(), base::Stage::options);
  }
  const auto target = observe::parse_target(bytes);
  if (!target) return promise_error(target.error(), base::Stage::options);
  promise(target->text == bytes, "a target is called as it was written");
  if (const auto* socket = std::get_if<observe::UnixSocket>(&target->where)) {
    promise(!socket->path.empty(), "path of a socket");
  } else if (const auto* file = std::get_if<observe::Material>(&target->where)) {
    promise(!file->path.empty(), "path of a file");
  } else {
    promise(address && std::get<observe::HostPort>(target->where) == *address, "one grammar");
  }
}

}  // namespace mtlschain::tests::fuzz
