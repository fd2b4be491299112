// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/time.hpp>
#include <mtlschain/judge/finding.hpp>
#include <mtlschain/judge/judge.hpp>
#include <mtlschain/trust/plugged_files.hpp>

namespace mtlschain::judge {

// LintRequest is what the plugged files are judged for.
struct LintRequest {
  base::Time at{};
  std::string trust_domain = "cluster.local";  // of the workload certificates to come
};

// Start is what becomes of istiod with the files.
enum class Start : std::uint8_t { runs, limps, refuses, falls_back };

// start_name is the stable word: "runs", "limps" (starts, and refuses every request), "refuses" (to
// start), "falls_back" (to its own self-signed CA).
std::string_view start_name(Start start);

// IstiodOutcome is what the versions of a range do (src/DOMAIN.md: istiod); `log` is the text by
// which istiod's log tells it, empty where it tells nothing.
struct IstiodOutcome {
  std::string_view versions;
  Start start = Start::runs;
  std::string_view log;
};

// WireElement is one certificate that will be presented; the leaf has the label "leaf".
struct WireElement {
  std::string label;    // "cert-chain.pem[0]"
  std::string subject;  // foreign text
  bool repeats = false;

  bool operator==(const WireElement&) const = default;
};

// Wire predicts what one kind of server presents once istiod has taken the files (src/DOMAIN.md:
// wire).
struct Wire {
  std::string_view who;  // "sidecar, gateway"
  std::vector<WireElement> elements;
};

// LintJudgement is all that is said of plugged files.
struct LintJudgement {
  std::vector<Finding> findings;      // headline first: errors by rank, then warnings, then notes
  std::vector<PathElement> path;      // signing CA first, root last; empty when none reaches a root
  std::vector<IstiodOutcome> istiod;  // newest versions first; empty for single files
  std::vector<Wire> wire;             // empty where the signing CA cannot be read
};

// verdict is `rejected` where there is an error, else `verified`.
Verdict verdict(const LintJudgement& judgement);

// lint judges plugged files before they are deployed: istiod's own checks
// (security/pkg/pki/util/keycertbundle.go Verify), and what it does not check: whether leaves below
// the signing CA would verify, as servers and as clients, for workloads and for istiod. Pure, as
// judge() is.
LintJudgement lint(const trust::PluggedFiles& plugged, const LintRequest& request);

}  // namespace mtlschain::judge
