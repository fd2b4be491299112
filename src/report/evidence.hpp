// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <mtlschain/judge/finding.hpp>

namespace mtlschain::report {

// short_evidence is on one line what neither message nor hint of a finding tells, digests cut.
std::string short_evidence(const judge::Finding& finding);

// whole_evidence is all of it, a line for each thing: the certificate, the file's certificate that
// it is set against, and whatever else the message does not tell.
std::vector<std::string> whole_evidence(const judge::Finding& finding);

// openssl_text is OpenSSL's number, depth and symbol.
std::string openssl_text(const judge::OpenSslError& error);

}  // namespace mtlschain::report
