// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <mtlschain/base/time.hpp>
#include <mtlschain/judge/judge.hpp>
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::report {

// Inputs is what the caller compared with, for the record.
struct Inputs {
  struct File {
    std::string role;  // "root", "chain", "ca", "crl"
    std::string path;
    std::string label;
    std::size_t certificates = 0;     // CRLs for role crl
    std::vector<std::string> sha256;  // hex fingerprints of the certificates, in file order
  };
  std::vector<File> files;
  bool observe_only = false;     // `show`: nothing is judged, a chain that was seen is a success
  bool fail_on_warning = false;  // a warning rejects
  base::Time at{};
  std::string openssl;  // OpenSSL_version(OPENSSL_VERSION) of the running library
};

// Report is one target's observation and judgement: the one input of every renderer.
struct Report {
  observe::Observation observation;
  judge::Judgement judgement;
  base::Time observed_at{};
};

// message and hint are the finding's texts: the table's templates with facts filled in, made
// printable, one line each.
std::string message(const judge::Finding& finding);
std::string hint(const judge::Finding& finding);

}  // namespace mtlschain::report
