// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <mtlschain/base/result.hpp>

namespace mtlschain::spiffe {

// Id is a valid SPIFFE ID (SPIFFE-ID standard, section 2): `spiffe://` trust domain, and a path
// that is empty or `/a/b`.
struct Id {
  std::string trust_domain;
  std::string path;

  std::string text() const { return "spiffe://" + trust_domain + path; }
  bool operator==(const Id&) const = default;
};

// parse_id reads a SPIFFE ID to the letter of the standard (SPIFFE-ID 2), as strictly as go-spiffe:
// `spiffe://` in lower case, trust domain of [a-z0-9._-] not empty and at most 255 bytes, path
// segments of [a-zA-Z0-9._-] not empty, not `.` or `..`, no trailing slash, no query, fragment,
// port, user or percent-encoding, at most 2048 bytes in all. Scheme and trust domain are case
// insensitive (RFC 3986), but the standard allows issuing them in lower case only. Fails (stage
// options) with the rule that is broken.
base::Result<Id> parse_id(std::string_view text);

// parse_trust_domain reads `cluster.local` or `spiffe://cluster.local`, under the same rules.
base::Result<std::string> parse_trust_domain(std::string_view text);

// Pattern is an expected id in which a path segment `*` stands for exactly one segment.
struct Pattern {
  std::string trust_domain;
  std::string path;

  std::string text() const { return "spiffe://" + trust_domain + path; }
  bool matches(const Id& id) const;
};

// parse_pattern reads a SPIFFE ID whose path segments may each be `*`. Fails (stage options) as
// parse_id does.
base::Result<Pattern> parse_pattern(std::string_view text);

}  // namespace mtlschain::spiffe
