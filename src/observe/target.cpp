// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

#include <mtlschain/base/text.hpp>
#include <mtlschain/observe/target.hpp>

namespace mtlschain::observe {
namespace {

constexpr std::string_view example = "write HOST:PORT, for example httpbin.istio-demo:8000";
constexpr std::size_t max_name = 253;           // RFC 1035 2.3.4, without the root label
constexpr std::size_t max_label = 63;           // RFC 1035 2.3.4
constexpr std::size_t max_zone = 15;            // IF_NAMESIZE without its NUL
constexpr std::size_t max_socket_path = 107;    // sockaddr_un::sun_path without its NUL
constexpr std::size_t longest_shown_text = 80;  // of what the caller typed

std::string shown(std::string_view text) {
  return base::printable(text, longest_shown_text);
}

tl::unexpected<base::Error> refuse(std::string message, std::string hint = std::string(example)) {
  return base::fail(base::Stage::options, std::move(message), std::move(hint));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_label_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_';
}

template <class Address>
bool is_address(int family, const std::string& text) {
  Address address{};
  return text.find('\0') == std::string::npos && inet_pton(family, text.c_str(), &address) == 1;
}

// is_ipv6 takes an address literal with or without a zone (RFC 4007 11).
bool is_ipv6(std::string_view text) {
  const auto percent = text.find('%');
  if (percent != std::string_view::npos) {
    const auto zone = text.substr(percent + 1);
    const auto zone_char = [](char c) { return is_label_char(c) || c == '.' || c == '@'; };
    if (zone.empty() || zone.size() > max_zone || !std::ranges::all_of(zone, zone_char))
      return false;
  }
  return is_address<in6_addr>(AF_INET6, std::string(text.substr(0, percent)));
}

std::optional<std::uint16_t> port_number(std::string_view text) {
  if (text.empty() || text.front() == '0' || !std::ranges::all_of(text, is_digit)) return {};
  std::uint16_t port = 0;
  const auto end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stop != end) return {};
  return port;
}

base::Result<std::uint16_t> parse_port(std::string_view text) {
  if (const auto port = port_number(text)) return *port;
  if (text.empty()) return refuse("the port is missing after the colon");
  return refuse(fmt::format("\"{}\" is not a port", shown(text)),
                "a port is a number from 1 to 65535, without sign or leading zero");
}

// label_defect says what is wrong with one label of a DNS name; empty: nothing. Underscores are
// allowed: mesh names such as outbound_.8000_._.httpbin have them.
std::string label_defect(std::string_view label) {
  if (label.empty()) return "has an empty label";
  if (label.size() > max_label) return fmt::format("has a label of more than {} bytes", max_label);
  if (!std::ranges::all_of(label, is_label_char)) {
    return "has a character that no DNS name or address has";
  }
  return {};
}

std::string name_defect(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty()) return "is no name";
  if (name.size() > max_name) return fmt::format("is longer than {} bytes", max_name);
  for (;;) {
    const auto dot = name.find('.');
    auto defect = label_defect(name.substr(0, dot));
    if (!defect.empty() || dot == std::string_view::npos) return defect;
    name.remove_prefix(dot + 1);
  }
}

base::Result<std::string> parse_name(std::string_view host) {
  if (host.empty()) return refuse("the host is missing before the port");
  // A name whose last label is a number is an address to every resolver: only the full form counts.
  const auto last = host.substr(host.rfind('.') + 1);
  const bool numeric = !last.empty() && std::ranges::all_of(last, is_digit);
  if (numeric && !is_address<in_addr>(AF_INET, std::string(host))) {
    return refuse(fmt::format("\"{}\" is not an IPv4 address", shown(host)),
                  "write four numbers from 0 to 255, for example 10.0.0.7:8000");
  }
  if (const auto defect = name_defect(host); !defect.empty()) {
    return refuse(fmt::format("the host \"{}\" {}", shown(host), defect));
  }
  return std::string(host);
}

base::Result<HostPort> parse_bracketed(std::string_view text) {
  const auto close = text.find(']');
  const std::string_view way = "write [ADDRESS]:PORT, for example [::1]:443";
  if (close == std::string_view::npos) {
    return refuse(fmt::format("\"{}\" has no closing bracket", shown(text)), std::string(way));
  }
  const auto address = text.substr(1, close - 1);
  if (!is_ipv6(address)) {
    return refuse(fmt::format("\"{}\" is not an IPv6 address", shown(address)), std::string(way));
  }
  const auto rest = text.substr(close + 1);
  if (!rest.starts_with(':')) {
    return refuse(fmt::format("\"{}\" has no port", shown(text)), std::string(way));
  }
  const auto port = parse_port(rest.substr(1));
  if (!port) return tl::unexpected(port.error());
  return HostPort{std::string(address), *port};
}

// several_colons explains a text that is neither HOST:PORT nor in brackets.
tl::unexpected<base::Error> several_colons(std::string_view text) {
  const auto last = text.rfind(':');
  const auto before = text.substr(0, last);
  const auto after = text.substr(last + 1);
  if (is_ipv6(before) && port_number(after)) {
    return refuse(fmt::format("the IPv6 address in \"{}\" needs brackets", shown(text)),
                  fmt::format("write [{}]:{}", before, after));
  }
  if (is_ipv6(text)) {
    return refuse(fmt::format("\"{}\" is an IPv6 address without a port", shown(text)),
                  fmt::format("write [{}]:PORT", text));
  }
  return refuse(fmt::format("\"{}\" has more than one colon", shown(text)));
}

tl::unexpected<base::Error> refuse_url(std::string_view text) {
  auto authority = text.substr(text.find("://") + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  auto message = fmt::format("\"{}\" is a URL, not a target", shown(text));
  if (const auto inner = parse_host_port(authority)) {
    return refuse(std::move(message), fmt::format("write {}", authority));
  }
  return refuse(std::move(message));
}

base::Result<Target> parse_unix(std::string_view text, std::string_view path) {
  const auto way = "write unix:PATH, or unix:@NAME for an abstract socket";
  if (path.empty() || path == "@") return refuse("the path is missing after unix:", way);
  if (path.find('\0') != std::string_view::npos) return refuse("the path has a NUL byte", way);
  if (path.size() > max_socket_path) {
    return refuse(fmt::format("the socket path is longer than {} bytes", max_socket_path), way);
  }
  return Target{std::string(text), UnixSocket{std::string(path)}};
}

base::Result<Target> parse_file(std::string_view text, std::string_view path) {
  const auto way = "write file:PATH, or - for standard input";
  if (path.empty()) return refuse("the path is missing after file:", way);
  if (path.find('\0') != std::string_view::npos) return refuse("the path has a NUL byte", way);
  // `-` alone is standard input; behind file: it is a file of that name.
  return Target{std::string(text), Material{path == "-" ? "./-" : std::string(path)}};
}

}  // namespace

base::Result<HostPort> parse_host_port(std::string_view text) {
  if (text.empty()) return refuse("the target is empty");
  if (text.starts_with('[')) return parse_bracketed(text);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return refuse(fmt::format("\"{}\" has no port", shown(text)));
  }
  if (text.find(':', colon + 1) != std::string_view::npos) return several_colons(text);
  const auto host = parse_name(text.substr(0, colon));
  if (!host) return tl::unexpected(host.error());
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return tl::unexpected(port.error());
  return HostPort{*host, *port};
}

base::Result<Target> parse_target(std::string_view text) {
  constexpr std::string_view unix_scheme = "unix:";
  constexpr std::string_view file_scheme = "file:";
  if (text == "-") return Target{"-", Material{"-"}};
  if (text.starts_with(unix_scheme)) return parse_unix(text, text.substr(unix_scheme.size()));
  if (text.starts_with(file_scheme)) return parse_file(text, text.substr(file_scheme.size()));
  if (text.find("://") != std::string_view::npos) return refuse_url(text);
  auto tcp = parse_host_port(text);
  if (!tcp) return tl::unexpected(tcp.error());
  return Target{std::string(text), *std::move(tcp)};
}

}  // namespace mtlschain::observe
