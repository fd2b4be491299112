// SPDX-License-Identifier: Apache-2.0
#include "net/certificate_message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

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

// count_values counts the DER values of an element, stopping where it is no DER.
std::size_t count_values(base::Bytes der) {
  constexpr unsigned char constructed = 0x20;
  constexpr std::size_t long_form = 0x80;
  std::size_t count = 0;
  while (der.size() >= 2 && count <= max_values) {
    const unsigned char tag = der[0];
    std::size_t length = der[1];
    der = der.subspan(2);
    if ((length & long_form) != 0) {
      const std::size_t bytes = length & ~long_form;
      if (bytes > 4 || bytes > der.size()) break;
      length = 0;
      for (const unsigned char byte : der.first(bytes)) length = length << 8U | byte;
      der = der.subspan(bytes);
    }
    ++count;
    // What is constructed is entered: its values follow its head.
    if ((tag & constructed) != 0) continue;
    if (length > der.size()) break;
    der = der.subspan(length);
  }
  return count;
}

void add_unparsed(PresentedElements& elements, std::string reason) {
  const std::size_t position = elements.chain.size() + elements.unparsed.size();
  elements.unparsed.push_back({position, 0, std::move(reason)});
}

void add(PresentedElements& elements, base::Bytes der) {
  if (elements.chain.size() + elements.unparsed.size() >= observe::max_presented_elements) {
    ++elements.omitted;
    return;
  }
  elements.values += count_values(der);
  if (elements.values > max_values) {
    return add_unparsed(elements, "not decoded: too many names and extensions");
  }
  auto certificate = x509::Certificate::from_der(der);
  if (!certificate) return add_unparsed(elements, certificate.error().message);
  elements.chain.push_back(std::move(*certificate));
}

void add_cut(PresentedElements& elements) {
  add_unparsed(elements, "cut short by the end of the certificate message");
}

// each_element calls `take` with each element in order, and with nothing where the message's end
// cuts one, until it gives false.
template <class Take>
void each_element(base::Bytes body, bool tls1_3, const Take& take) {
  Reader message{body};
  if (tls1_3 && !message.vector(1)) return;  // certificate_request_context
  const auto list = message.vector(3);
  if (!list) {
    take(std::nullopt);
    return;
  }
  Reader entries{*list};
  while (!entries.rest.empty()) {
    const auto der = entries.vector(3);
    if (!take(der) || !der || (tls1_3 && !entries.vector(2))) return;  // extensions of the entry
  }
}

}  // namespace

PresentedElements split_certificate_message(base::Bytes body, bool tls1_3) {
  PresentedElements elements;
  each_element(body, tls1_3, [&elements](const std::optional<base::Bytes>& der) {
    der ? add(elements, *der) : add_cut(elements);
    return elements.omitted < max_counted;
  });
  return elements;
}

bool is_flood(base::Bytes body, bool tls1_3) {
  std::size_t elements = 0;
  std::size_t values = 0;
  each_element(body, tls1_3, [&](const std::optional<base::Bytes>& der) {
    ++elements;
    if (der) values += count_values(*der);
    return elements <= observe::max_presented_elements && values <= max_values;
  });
  return elements > observe::max_presented_elements || values > max_values;
}

}  // namespace mtlschain::net
