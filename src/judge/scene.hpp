// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/files.hpp"
#include <mtlschain/judge/judge.hpp>

namespace mtlschain::judge {

// Scene is what every step of the judgement looks at: what was seen, what was expected, the files.
struct Scene {
  const observe::Observation& observation;
  const Expectation& expectation;
  const FileIndex& files;

  const x509::Chain& presented() const { return observation.presented; }
  const x509::Certificate& leaf() const { return observation.presented.front(); }
};

// place_of is where a certificate stands: an anchor in the root file, else its first place in the
// presented chain.
Place place_of(const Scene& scene, const x509::Certificate& certificate);

// Each step appends its findings; the composition sorts them.
using Findings = std::vector<Finding>;

void judge_path(const Scene& scene, const class Verifier& verifier, Judgement& judgement);
void judge_files(const Scene& scene, Judgement& judgement);
void judge_dates(const Scene& scene, Judgement& judgement);
void judge_identity(const Scene& scene, Judgement& judgement);
void judge_handshake(const Scene& scene, Judgement& judgement);
// The next three look at what the other steps found, and come after them.
// judge_answerer: was it the workload's proxy that answered?
void judge_answerer(const Scene& scene, Judgement& judgement);
void judge_mesh(const Scene& scene, Judgement& judgement);
void judge_peer_trust(const Scene& scene, Judgement& judgement);
void judge_profile(const Scene& scene, Judgement& judgement);
// web_severity is a code's usual severity with --profile web.
Severity web_severity(Code code);
// apply_profile sets the severities of the expectation's profile.
void apply_profile(Profile profile, Findings& findings);
// link_consequences says of each finding which other one it follows from.
void link_consequences(Findings& findings);
// judge_trust compares what the proxy itself trusts, and what istiod distributes, with the root
// file, as sets: agents sort and merge the roots.
void judge_trust(const Scene& scene, Judgement& judgement);

// alert_text is the first alert that the peer sent, in words; alert_meaning what Envoy means by it
// in answer to a client certificate.
std::string alert_text(const observe::Observation& observation);
std::string alert_meaning(const observe::Observation& observation);

// label_presented relates each presented certificate to the files and to the path.
std::vector<Label> label_presented(const Scene& scene, const std::vector<PathElement>& path);

// sequence_of compares presented[1..] with the files (src/DOMAIN.md: wire).
Sequence sequence_of(const Scene& scene);

}  // namespace mtlschain::judge
