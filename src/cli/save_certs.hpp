// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::cli {

// CertificateFolder writes presented chains as the Istio procedure names them: proxy-cert-1.pem is
// the leaf. Regular files are overwritten; anything else of that name is refused.
class CertificateFolder {
 public:
  // A folder for each target is made below `directory` when `several` are expected; for each but
  // the first when several come unexpected (a dump with more than one chain).
  CertificateFolder(std::string directory, bool several)
      : directory_(std::move(directory)), several_(several) {}

  // save fails (stage output) naming the file and the reason.
  base::Result<void> save(const observe::Observation& observation);

 private:
  std::string folder_of(const observe::Observation& observation);

  std::string directory_;
  bool several_;
  bool first_ = true;
  std::set<std::string> used_;
};

}  // namespace mtlschain::cli
