// SPDX-License-Identifier: Apache-2.0
#include "cli/option_values.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string_view>
#include <utility>

#include "cli/messages.hpp"

namespace mtlschain::cli {
namespace {

using base::Result;

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}\"", base::printable(text, 64));
}

template <class Value>
struct Choice {
  std::string_view word;
  Value value;
};

// choose finds a word in a table, or says which words there are.
template <class Value, std::size_t size>
Result<Value> choose(const std::array<Choice<Value>, size>& choices, const std::string& text) {
  const auto found = std::ranges::find(choices, text, &Choice<Value>::word);
  if (found != choices.end()) return found->value;
  std::array<std::string_view, size> words;
  std::ranges::transform(choices, words.begin(), &Choice<Value>::word);
  return refuse(fmt::format("{} is not a value it takes", in_quotes(text)),
                fmt::format("write one of {}", fmt::join(words, ", ")));
}

constexpr std::array<Choice<observe::TlsVersion>, 4> tls_versions{
    {{"1.0", observe::TlsVersion::tls1_0},
     {"1.1", observe::TlsVersion::tls1_1},
     {"1.2", observe::TlsVersion::tls1_2},
     {"1.3", observe::TlsVersion::tls1_3}}};

constexpr std::array<Choice<judge::Purpose>, 3> purposes{{{"server", judge::Purpose::server},
                                                          {"client", judge::Purpose::client},
                                                          {"any", judge::Purpose::any}}};

constexpr std::array<Choice<judge::Profile>, 2> profiles{
    {{"istio", judge::Profile::istio}, {"web", judge::Profile::web}}};

constexpr std::array<Choice<Format>, 4> formats{{{"text", Format::text},
                                                 {"s_client", Format::s_client},
                                                 {"json", Format::json},
                                                 {"jsonl", Format::jsonl}}};

constexpr std::array<Choice<Colour>, 3> colours{
    {{"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}}};

constexpr std::array<Choice<bool>, 2> severities{{{"error", false}, {"warning", true}}};

constexpr std::array<Choice<bool>, 8> switches{{{"1", true},
                                                {"0", false},
                                                {"true", true},
                                                {"false", false},
                                                {"yes", true},
                                                {"no", false},
                                                {"on", true},
                                                {"off", false}}};

bool is_ipv6(const std::string& text) {
  in6_addr address{};
  return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

// bare_address is an address to dial on the target's own port.
Result<observe::HostPort> bare_address(std::string text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (is_ipv6(text)) return observe::HostPort{std::move(text), 0};
  auto checked = observe::parse_host_port(text + ":1");
  if (!checked) return checked;
  checked->port = 0;
  return checked;
}

}  // namespace

Result<std::string> read_word(const std::string& text) {
  if (!text.empty()) return text;
  return refuse("its value is empty", "give a value, or leave the option out");
}

Result<std::string> read_host(const std::string& text) {
  std::string host = text;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.pop_back();
  // OpenSSL would take a leading dot for "any subdomain".
  if (host.empty() || host.starts_with('.') || host.size() > 253) {
    return refuse(fmt::format("{} is no host name", in_quotes(text)),
                  "write a DNS name or an address, for example www.example.com or 10.0.0.7");
  }
  return host;
}

Result<std::string> read_servername(const std::string& text) {
  if (text == "none") return std::string{};
  if (text.size() > 255) return refuse("the name is longer than 255 bytes", "shorten it");
  return text;
}

Result<std::vector<std::string>> read_alpn(const std::string& text) {
  std::vector<std::string> protocols;
  if (text == "none" || text.empty()) return protocols;
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    protocols.push_back(text.substr(from, comma - from));
    if (protocols.back().empty() || protocols.back().size() > 255) {
      return refuse("a protocol name has 1 to 255 bytes", "write for example istio,h2 or none");
    }
    from = comma + 1;
  }
  // RFC 7301 3.1: the list's length is two bytes; libssl fails on far less than a user notices.
  if (text.size() > 2048) return refuse("the list is longer than 2048 bytes", "shorten it");
  return protocols;
}

Result<void> read_connect(const std::string& text, observe::LiveOptions& live) {
  if (text.starts_with("unix:")) {
    const auto target = observe::parse_target(text);
    if (!target) return tl::unexpected(target.error());
    live.connect_unix = std::get<observe::UnixSocket>(target->where);
    return {};
  }
  const bool bare = is_ipv6(text) || text.ends_with(']') || text.find(':') == std::string::npos;
  const auto address = bare ? bare_address(text) : observe::parse_host_port(text);
  if (!address) {
    return refuse(address.error().message, "write ADDRESS, ADDRESS:PORT, [V6]:PORT or unix:PATH");
  }
  live.connect = *address;
  return {};
}

Result<void> narrow(observe::LiveOptions& live, observe::AddressFamily family) {
  if (live.family != observe::AddressFamily::any && live.family != family) {
    return refuse("--ipv4 and --ipv6 exclude each other", "leave one of them out");
  }
  live.family = family;
  return {};
}

Result<observe::TlsVersion> read_tls_version(const std::string& text) {
  return choose(tls_versions, text);
}

Result<std::chrono::milliseconds> read_duration(const std::string& text) {
  auto duration = base::parse_duration(text);
  if (duration && duration->count() <= 0) {
    return refuse("it has to be longer than nothing", "write it as 500ms, 5s, 1m30s or 2h");
  }
  return duration;
}

Result<std::size_t> read_concurrency(const std::string& text) {
  std::size_t number = 0;
  const auto end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc{} && stop == end && number >= 1 && number <= 1024) return number;
  return refuse(fmt::format("{} is not a number of targets", in_quotes(text)),
                "write a number from 1 to 1024");
}

Result<judge::Purpose> read_purpose(const std::string& text) {
  return choose(purposes, text);
}

Result<judge::Profile> read_profile(const std::string& text) {
  return choose(profiles, text);
}

Result<judge::MinRemaining> read_min_remaining(const std::string& text) {
  if (!text.ends_with('%')) {
    const auto duration = base::parse_duration(text);
    if (!duration) return refuse(duration.error().message, "write it as 20%, 90m, 2h or 7d");
    return judge::MinRemaining{std::chrono::ceil<std::chrono::seconds>(*duration)};
  }
  double percent = -1;
  const auto end = text.data() + text.size() - 1;
  const auto [stop, error] = std::from_chars(text.data(), end, percent);
  if (error == std::errc{} && stop == end && percent >= 0 && percent <= 100) {
    return judge::MinRemaining{judge::Share{percent}};
  }
  return refuse(fmt::format("{} is not a share of the lifetime", in_quotes(text)),
                "write 0% to 100%, or a duration such as 2h");
}

Result<bool> read_fail_on(const std::string& text) {
  return choose(severities, text);
}

Result<Format> read_format(const std::string& text) {
  return choose(formats, text);
}

Result<Colour> read_colour(const std::string& text) {
  return choose(colours, text);
}

Result<bool> read_switch(const std::string& text) {
  return choose(switches, text);
}

}  // namespace mtlschain::cli
