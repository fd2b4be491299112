// SPDX-License-Identifier: Apache-2.0
#include "net/certificate_message.hpp"

#include <cstddef>
#include <optional>

namespace mtlschain::net {
namespace {

// Reader takes length-prefixed vectors (RFC 8446 3.4) off the front.
struct Reader {
  base::Bytes rest;

  std::optional<base::Bytes> vector(std::size_t length_bytes) {
    if (rest.size() < length_bytes) return std::nullopt;
    std::size_t length = 0;
    for (const unsigned char byte : rest.first(length_bytes)) length = length << 8U | byte;
    rest = rest.subspan(length_bytes);
    if (rest.size() < length) return std::nullopt;
    const base::Bytes value = rest.first(length);
    rest = rest.subspan(length);
    return value;
  }
};

void add(PresentedElements& elements, base::Bytes der) {
  if (elements.chain.size() + elements.unparsed.size() >= observe::max_presented_elements) {
    ++elements.omitted;
    return;
  }
  auto certificate = x509::Certificate::from_der(der);
  if (certificate) {
    elements.chain.push_back(std::move(*certificate));
    return;
  }
  const std::size_t position = elements.chain.size() + elements.unparsed.size();
  elements.unparsed.push_back({position, 0, certificate.error().message});
}

void add_cut(PresentedElements& elements) {
  const std::size_t position = elements.chain.size() + elements.unparsed.size();
  elements.unparsed.push_back({position, 0, "cut short by the end of the certificate message"});
}

}  // namespace

PresentedElements split_certificate_message(base::Bytes body, bool tls1_3) {
  PresentedElements elements;
  Reader message{body};
  if (tls1_3 && !message.vector(1)) return elements;  // certificate_request_context
  const auto list = message.vector(3);
  if (!list) {
    add_cut(elements);
    return elements;
  }
  Reader entries{*list};
  while (!entries.rest.empty()) {
    const auto der = entries.vector(3);
    if (!der) {
      add_cut(elements);
      break;
    }
    add(elements, *der);
    if (tls1_3 && !entries.vector(2)) break;  // extensions of the entry
  }
  return elements;
}

}  // namespace mtlschain::net
