// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <mtlschain/base/text.hpp>
#include <mtlschain/spiffe/id.hpp>

namespace mtlschain::spiffe {
namespace {

constexpr std::string_view scheme = "spiffe://";
constexpr std::size_t max_id = 2048;           // SPIFFE-ID 2.3
constexpr std::size_t max_trust_domain = 255;  // SPIFFE-ID 2.3
constexpr std::size_t longest_shown_text = 120;

bool is_trust_domain_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool is_segment_char(char c) {
  return (c >= 'A' && c <= 'Z') || is_trust_domain_char(c);
}

tl::unexpected<base::Error> refuse(std::string_view text, const std::string& rule) {
  return base::fail(
      base::Stage::options,
      fmt::format("\"{}\" is not a SPIFFE ID: {}", base::printable(text, longest_shown_text), rule),
      "write spiffe://TRUST-DOMAIN/PATH, for example "
      "spiffe://cluster.local/ns/istio-demo/sa/httpbin");
}

std::string character(char c) {
  return base::printable(std::string_view(&c, 1));
}

// trust_domain_defect is section 2.1; empty: nothing is wrong.
std::string trust_domain_defect(std::string_view name) {
  if (name.empty()) return "the trust domain is empty";
  if (name.size() > max_trust_domain) {
    return fmt::format("the trust domain is longer than {} bytes", max_trust_domain);
  }
  const auto bad = std::ranges::find_if_not(name, is_trust_domain_char);
  if (bad == name.end()) return {};
  return fmt::format("the trust domain has '{}', where only a-z, 0-9, '.', '-' and '_' may be",
                     character(*bad));
}

enum class Wildcard { refused, allowed };

std::string segment_defect(std::string_view segment, Wildcard wildcard) {
  if (segment.empty()) return "the path has an empty segment or ends in a slash";
  if (segment == "." || segment == "..") return "the path has a dot segment";
  if (segment == "*" && wildcard == Wildcard::allowed) return {};
  const auto bad = std::ranges::find_if_not(segment, is_segment_char);
  if (bad == segment.end()) return {};
  return fmt::format("the path has '{}', where only letters, digits, '.', '-' and '_' may be",
                     character(*bad));
}

// path_defect is section 2.2; `path` is empty or begins with a slash.
std::string path_defect(std::string_view path, Wildcard wildcard) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    if (auto defect = segment_defect(segment, wildcard); !defect.empty()) return defect;
    path.remove_prefix(segment.size());
  }
  return {};
}

template <class Parts>
base::Result<Parts> parse(std::string_view text, Wildcard wildcard) {
  if (text.size() > max_id) return refuse(text, fmt::format("longer than {} bytes", max_id));
  if (!text.starts_with(scheme)) return refuse(text, "it does not begin with spiffe://");
  const auto rest = text.substr(scheme.size());
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto trust_domain = rest.substr(0, slash);
  const auto path = rest.substr(slash);
  if (auto rule = trust_domain_defect(trust_domain); !rule.empty()) return refuse(text, rule);
  if (auto rule = path_defect(path, wildcard); !rule.empty()) return refuse(text, rule);
  return Parts{std::string(trust_domain), std::string(path)};
}

std::string_view first_segment(std::string_view path) {
  return path.substr(1, path.find('/', 1) - 1);
}

}  // namespace

base::Result<Id> parse_id(std::string_view text) {
  return parse<Id>(text, Wildcard::refused);
}

base::Result<Pattern> parse_pattern(std::string_view text) {
  return parse<Pattern>(text, Wildcard::allowed);
}

base::Result<std::string> parse_trust_domain(std::string_view text) {
  const auto name = text.starts_with(scheme) ? text.substr(scheme.size()) : text;
  if (const auto rule = trust_domain_defect(name); !rule.empty()) {
    return base::fail(base::Stage::options,
                      fmt::format("\"{}\" is not a trust domain: {}",
                                  base::printable(text, longest_shown_text), rule),
                      "write its name, for example cluster.local");
  }
  return std::string(name);
}

bool Pattern::matches(const Id& id) const {
  if (trust_domain != id.trust_domain) return false;
  std::string_view wanted = path;
  std::string_view given = id.path;
  while (!wanted.empty() && !given.empty()) {
    const auto expected = first_segment(wanted);
    const auto found = first_segment(given);
    if (expected != "*" && expected != found) return false;
    wanted.remove_prefix(1 + expected.size());
    given.remove_prefix(1 + found.size());
  }
  return wanted.empty() && given.empty();
}

}  // namespace mtlschain::spiffe
