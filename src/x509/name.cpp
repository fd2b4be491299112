// SPDX-License-Identifier: Apache-2.0
#include "x509/name.hpp"

#include <openssl/objects.h>

#include <array>
#include <ctime>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"

namespace mtlschain::x509 {

std::string name_text(const X509_NAME* name) {
  const openssl::QuietErrors quiet;
  const openssl::BioPtr out{BIO_new(BIO_s_mem())};
  if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE) < 0) return {};
  return openssl::memory_text(out);
}

std::string object_name(const ASN1_OBJECT* object) {
  std::array<char, 256> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 0);
  return text.data();
}

std::optional<base::Time> time_of(const ASN1_TIME* time) {
  const openssl::QuietErrors quiet;
  std::tm parts{};
  // A null pointer would mean "now" to OpenSSL.
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{parts.tm_year + 1900},
      std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
      std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return base::Time{std::chrono::sys_days{date}} + std::chrono::hours{parts.tm_hour} +
         std::chrono::minutes{parts.tm_min} + std::chrono::seconds{parts.tm_sec};
}

}  // namespace mtlschain::x509
