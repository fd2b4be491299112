// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <ostream>
#include <string>
#include <vector>

#include <mtlschain/report/report.hpp>

namespace mtlschain::report {

// Verification is what s_client's verify callback is told: the chain that was built, leaf first,
// and every defect in OpenSSL's order.
struct Verification {
  x509::Chain built;
  std::vector<judge::OpenSslError> defects;

  // result is what SSL_get_verify_result gives: the last defect, 0 without one.
  int result() const;
};

// verification_of is the judgement's verification where there was one, else the stock view.
Verification verification_of(const Report& report);

// write_verification writes the depth=, verify error and verify return lines.
void write_verification(std::ostream& err, const Verification& verification);

// asn1_time_text is a time as ASN1_TIME_print writes it: "Nov 23 20:23:47 2026 GMT".
std::string asn1_time_text(const ASN1_TIME* time);

}  // namespace mtlschain::report
