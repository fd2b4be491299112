// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/scene.hpp"

namespace mtlschain::judge {

// Namesake is a certificate that has the name of somebody's issuer, and where it stands.
struct Namesake {
  x509::Certificate certificate;
  std::string label;  // "root-cert.pem[0]", "presented[2]"
  Place place;
};

// Where namesakes are looked for: in all files, among the anchors, or on the wire.
enum class Among : std::uint8_t { files, anchors, presented };

// namesakes_of are the certificates named as the issuer of `subject`, a bounded number, in an order
// that is not that of the files: what has the key identifier that `subject` names comes first.
std::vector<Namesake> namesakes_of(const Scene& scene, const x509::Certificate& subject,
                                   Among among);

// against are the facts of the certificate that a finding's own is set against, as `file_...`.
std::vector<Fact> against(const Namesake& other);

// misfit_cause looks from the top of a broken path down for a certificate whose true issuer is
// there, plugged in or leading to a plugged root, without OpenSSL taking it for that: key
// identifiers point elsewhere, an extension or the key cannot be decoded; or the issuers go in a
// circle.
std::optional<Finding> misfit_cause(const Scene& scene, const x509::Chain& furthest);

}  // namespace mtlschain::judge
