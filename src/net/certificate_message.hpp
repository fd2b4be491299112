// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <mtlschain/base/text.hpp>
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// max_counted of the elements that are not kept are counted.
inline constexpr std::size_t max_counted = 10'000;

// PresentedElements is a Certificate message taken apart: what parses, in order, and what does not.
struct PresentedElements {
  x509::Chain chain;
  std::vector<observe::Unparsed> unparsed;
  std::size_t omitted = 0;  // elements beyond observe::max_presented_elements, up to max_counted
  std::size_t values = 0;   // DER values in those before
};

// split_certificate_message reads the body of a Certificate message (RFC 8446 4.4.2 when `tls1_3`,
// else RFC 5246 7.4.2), for the case that libssl refused it. An element that passes the end of the
// message is the last one, unparsed.
PresentedElements split_certificate_message(base::Bytes body, bool tls1_3);

// is_flood tells of a message that costs more to decode than any chain: more elements than are
// kept, or more names and extensions in them than max_values.
bool is_flood(base::Bytes body, bool tls1_3);

// max_values are the DER values, down to the primitive ones, that all elements of a message may
// have together: decoding one takes about half a microsecond. A usual certificate has 80.
inline constexpr std::size_t max_values = 30'000;

}  // namespace mtlschain::net
