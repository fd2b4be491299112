// SPDX-License-Identifier: Apache-2.0
// What of a certificate is told in words: kinds of names, algorithms.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"
#include "x509/name.hpp"
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::x509 {
namespace {

using openssl::QuietErrors;

SubjectAltName address(const ASN1_STRING* bytes) {
  const int length = ASN1_STRING_length(bytes);
  if (length != 4 && length != 16) {
    return {SanType::other, fmt::format("an IP address of {} bytes", length)};
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text.data(),
            text.size());
  return {SanType::ip, text.data()};
}

struct OtherName {
  int type;
  const char* words;
};
constexpr std::array<OtherName, 5> other_names{{{GEN_OTHERNAME, "another name"},
                                                {GEN_X400, "an X.400 address"},
                                                {GEN_DIRNAME, "a directory name"},
                                                {GEN_EDIPARTY, "an EDI party name"},
                                                {GEN_RID, "a registered id"}}};

SubjectAltName alt_name(const GENERAL_NAME* name) {
  int type = 0;
  const auto* string = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &type));
  switch (type) {
    case GEN_URI:
      return {SanType::uri, openssl::raw_bytes(string)};
    case GEN_DNS:
      return {SanType::dns, openssl::raw_bytes(string)};
    case GEN_EMAIL:
      return {SanType::email, openssl::raw_bytes(string)};
    case GEN_IPADD:
      return address(string);
    default:
      break;
  }
  const auto* other = std::ranges::find(other_names, type, &OtherName::type);
  return {SanType::other, other != other_names.end() ? other->words : ""};
}

openssl::GeneralNamesPtr general_names(const X509* certificate) {
  const QuietErrors quiet;
  return openssl::GeneralNamesPtr{static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
}

}  // namespace

std::string_view san_type_name(SanType type) {
  static constexpr std::array<std::string_view, 5> names{"uri", "dns", "ip", "email", "other"};
  return names.at(static_cast<std::size_t>(type));
}

std::vector<SubjectAltName> Certificate::alt_names(std::size_t most) const {
  const openssl::GeneralNamesPtr names = general_names(native());
  std::vector<SubjectAltName> out;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()) && out.size() < most; ++i) {
    out.push_back(alt_name(sk_GENERAL_NAME_value(names.get(), i)));
  }
  return out;
}

std::size_t Certificate::alt_name_count() const {
  return static_cast<std::size_t>(std::max(sk_GENERAL_NAME_num(general_names(native()).get()), 0));
}

std::size_t Certificate::uri_count() const {
  const openssl::GeneralNamesPtr names = general_names(native());
  std::size_t count = 0;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (sk_GENERAL_NAME_value(names.get(), i)->type == GEN_URI) ++count;
  }
  return count;
}

std::string Certificate::signature_algorithm() const {
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OBJECT* object = nullptr;
  X509_get0_signature(nullptr, &algorithm, native());
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return object_name(object);
}

}  // namespace mtlschain::x509
