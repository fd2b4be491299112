// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::cli {

// CertificateFolder writes presented chains as the Istio procedure names them: proxy-cert-1.pem is
// the leaf. Regular files are replaced, all or none of a chain, and other names of them (hard
// links) keep what was in them; anything else of that name is refused.
class CertificateFolder {
 public:
  // A folder for each target is made below `directory` when `several` are expected; for each but
  // the first when several come unexpected (a dump with more than one chain).
  CertificateFolder(std::string directory, bool several)
      : directory_(std::move(directory)), several_(several) {}

  // save gives the paths of saved certificates that were there before and do not belong to this
  // chain; nothing removes them. Fails (stage output) naming the file and the reason.
  base::Result<std::vector<std::string>> save(const observe::Observation& observation);

 private:
  std::string folder_of(const observe::Observation& observation);
  // left_without: nothing was presented, so that nothing of what is there belongs to it.
  std::vector<std::string> left_without(const observe::Observation& observation) const;

  std::string directory_;
  bool several_;
  bool first_ = true;
  std::set<std::string> used_;
};

}  // namespace mtlschain::cli
