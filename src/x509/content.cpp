// SPDX-License-Identifier: Apache-2.0
#include "x509/content.hpp"

#include <algorithm>
#include <array>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::x509 {
namespace {

using namespace std::string_view_literals;

// Sign is one row: the bytes at the beginning, what they stand for, and the way out.
struct Sign {
  std::string_view bytes;
  const char* what;
  const char* hint;
};

constexpr const char* give_certificate = "give the certificate that belongs to it";
constexpr const char* give_pem = "give certificates in PEM or one in DER";

// What follows the outer sequence's header in DER.
constexpr std::array<Sign, 5> der_signs{
    {{"\x02\x01\x00\x30"sv, "a private key", give_certificate},
     {"\x02\x01\x00\x02"sv, "a private key", give_certificate},
     {"\x02\x01\x01\x04"sv, "a private key", give_certificate},
     {"\x02\x01\x03\x30"sv, "a PKCS#12 file", "print it as PEM: openssl pkcs12 -in FILE -nokeys"},
     {"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"sv, "a PKCS#7 file",
      "print it as PEM: openssl pkcs7 -inform DER -in FILE -print_certs"}}};

constexpr std::array<Sign, 9> label_signs{
    {{"CERTIFICATE", "a certificate", give_pem},
     {"X509 CRL", "a CRL", "give the certificate of the CA"},
     {"CERTIFICATE REQUEST", "a certificate request", "give the certificate made from it"},
     {"NEW CERTIFICATE REQUEST", "a certificate request", "give the certificate made from it"},
     {"PKCS7", "a PKCS#7 file", "print it as PEM: openssl pkcs7 -in FILE -print_certs"},
     {"CMS", "a CMS file", give_pem},
     {"PUBLIC KEY", "a public key", give_certificate},
     {"EC PARAMETERS", "EC parameters", give_certificate},
     {"DH PARAMETERS", "DH parameters", give_certificate}}};

constexpr std::array<Sign, 11> text_signs{
    {{"LS0tLS1CRUdJTi", "base64 of PEM, as in a Secret", "decode it: base64 -d"},
     {"MII", "base64 without BEGIN and END lines", "add the BEGIN and END lines of PEM"},
     {"\xFF\xFE\0\0"sv, "UTF-32 text", "save it as UTF-8"},
     {"\xFF\xFE", "UTF-16 text", "save it as UTF-8"},
     {"\xFE\xFF", "UTF-16 text", "save it as UTF-8"},
     {"\xFE\xED\xFE\xED", "a Java keystore", give_pem},
     {"ssh-", "an SSH key", give_pem},
     {"apiVersion:", "a Kubernetes manifest", "give the decoded value of one of its keys"},
     {"{", "JSON", "give the certificates in it as PEM"},
     {"[", "JSON", "give the certificates in it as PEM"},
     {"<", "HTML or XML", give_pem}}};

template <std::size_t N>
const Sign* find_sign(const std::array<Sign, N>& signs, std::string_view bytes) {
  const auto* sign =
      std::ranges::find_if(signs, [&](const Sign& row) { return bytes.starts_with(row.bytes); });
  return sign != signs.end() ? sign : nullptr;
}

Content content_of(const Sign& sign) {
  return {sign.what, sign.hint};
}

// after_header skips tag and length of the outer sequence.
std::string_view after_header(std::string_view der) {
  if (!looks_like_der(der)) return {};
  const auto length_bytes = static_cast<unsigned char>(der[1]) & 0x7FU;
  return der.substr(std::min<std::size_t>(der.size(), 2 + length_bytes));
}

template <class Pointer, auto Decode>
bool decodes(std::string_view der) {
  const openssl::QuietErrors quiet;
  const auto* next = base::bytes_of(der).data();
  return Pointer{Decode(nullptr, &next, static_cast<long>(der.size()))} != nullptr;
}

}  // namespace

bool looks_like_der(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == '\x30' && static_cast<unsigned char>(bytes[1]) >= 0x80;
}

Content recognise_der(std::string_view der) {
  if (const Sign* sign = find_sign(der_signs, after_header(der))) return content_of(*sign);
  if (decodes<openssl::X509Ptr, d2i_X509>(der)) return content_of(label_signs[0]);
  if (decodes<openssl::CrlPtr, d2i_X509_CRL>(der)) return content_of(label_signs[1]);
  if (decodes<openssl::RequestPtr, d2i_X509_REQ>(der)) return content_of(label_signs[2]);
  return {"", give_pem};
}

Content recognise_blocks(const std::vector<PemBlock>& blocks) {
  for (const PemBlock& block : blocks) {
    if (is_private_key_label(block.label)) return {"a private key", give_certificate};
    const auto* sign = std::ranges::find(label_signs, std::string_view{block.label}, &Sign::bytes);
    if (sign != label_signs.end()) return content_of(*sign);
  }
  return {"PEM of another kind (" + base::printable(blocks.front().label) + ")", give_pem};
}

Content recognise_text(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return {"empty", give_pem};
  if (const Sign* sign = find_sign(text_signs, text.substr(start))) return content_of(*sign);
  return {"", give_pem};
}

}  // namespace mtlschain::x509
