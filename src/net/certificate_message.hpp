// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <mtlschain/base/text.hpp>
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// PresentedElements is a Certificate message taken apart: what parses, in order, and what does not.
struct PresentedElements {
  x509::Chain chain;
  std::vector<observe::Unparsed> unparsed;
  std::size_t omitted = 0;  // elements beyond observe::max_presented_elements: only counted
};

// split_certificate_message reads the body of a Certificate message (RFC 8446 4.4.2 when `tls1_3`,
// else RFC 5246 7.4.2), for the case that libssl refused it. An element that passes the end of the
// message is the last one, unparsed.
PresentedElements split_certificate_message(base::Bytes body, bool tls1_3);

}  // namespace mtlschain::net
