// SPDX-License-Identifier: Apache-2.0
#include "fuzz/promise.hpp"
#include "fuzz/targets.hpp"
#include "net/certificate_message.hpp"

namespace mtlschain::tests::fuzz {
namespace {

void split(std::string_view bytes, bool tls1_3) {
  const auto elements = net::split_certificate_message(base::bytes_of(bytes), tls1_3);
  const std::size_t count = elements.chain.size() + elements.unparsed.size();
  std::size_t total = 0;
  for (const auto& certificate : elements.chain) total += certificate.der().size();
  promise(total <= bytes.size(), "no certificate that is not in the message");
  std::size_t next = 0;
  for (const auto& unparsed : elements.unparsed) {
    promise(unparsed.position >= next && unparsed.position < count, "positions ascend");
    promise(clean(unparsed.reason), "reason printable");
    next = unparsed.position + 1;
  }
}

}  // namespace

void certificate_message(std::string_view bytes) {
  split(bytes, true);
  split(bytes, false);
}

}  // namespace mtlschain::tests::fuzz
