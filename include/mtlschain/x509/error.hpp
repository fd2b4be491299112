// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mtlschain::x509 {

// verify_symbol is OpenSSL's name of a verification result: 19 ->
// "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN"; an unknown number gives "X509_V_ERR_UNSPECIFIED".
std::string_view verify_symbol(int number);

// verify_text is OpenSSL's text for it, with 18 and 19 in the words of the Istio procedure: "self
// signed certificate", "self signed certificate in certificate chain".
std::string verify_text(int number);

}  // namespace mtlschain::x509
