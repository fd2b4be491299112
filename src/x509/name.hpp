// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <optional>
#include <string>

#include <mtlschain/base/time.hpp>

namespace mtlschain::x509 {

// name_text is a distinguished name as `openssl x509 -nameopt oneline` prints it: pure ASCII,
// control characters escaped, any length.
std::string name_text(const X509_NAME* name);

// object_name is OpenSSL's long name of an object identifier, or its dotted numbers.
std::string object_name(const ASN1_OBJECT* object);

// time_of is empty where the field is absent or not a valid time.
std::optional<base::Time> time_of(const ASN1_TIME* time);

}  // namespace mtlschain::x509
