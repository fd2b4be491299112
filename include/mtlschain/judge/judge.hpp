// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/judge/expectation.hpp>
#include <mtlschain/judge/finding.hpp>
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::judge {

// Match relates a presented certificate to a file entry.
struct Match {
  enum class Kind : std::uint8_t { equal, same_key, same_name };
  Kind kind = Kind::equal;
  Place place;        // in root, chain or ca
  std::string label;  // "root-cert.pem[0]"
};

// Role is what a presented certificate is: the first is the leaf, whatever its fields say.
using x509::Role;

std::string_view role_name(Role role);

// Label is what is known of one presented certificate.
struct Label {
  Role role = Role::leaf;
  // Of the closest kind, root before chain before ca, at most 16 of each file; empty: in no file.
  std::vector<Match> matches{};
  std::optional<std::size_t> repeats;  // the earlier presented index that it equals
  bool on_path = false;                // used by the path that verification built
};

// Sequence is the verdict of presented[1..] against cert-chain.pem ++ root-cert.pem
// (src/DOMAIN.md: wire).
enum class Sequence : std::uint8_t {
  not_judged,   // no --chain
  exact,        // sidecar: chain ++ root
  exact_dedup,  // the same after removing repeats
  chain_only,   // ztunnel, istiod: exactly cert-chain.pem, or that after removing repeats
  set_equal,    // other order
  missing,      // some expected certificate is not presented
  extra,        // some presented certificate is in no file
  foreign,      // nothing presented behind the leaf is in the files
};

std::string_view sequence_name(Sequence sequence);

// PathElement is one certificate of the path: from the presented chain or from the anchors.
struct PathElement {
  x509::Certificate certificate;
  Place place;
};

// StockView is what a client without the plugged root reports first (Istio's procedure,
// src/DOMAIN.md: wire).
struct StockView {
  std::optional<OpenSslError> error;  // empty: it would verify, which cannot happen without anchors
  bool expected = false;  // a private root on the wire: error 19 is what a healthy mesh shows
};

// Judgement is all that was judged of one observation.
struct Judgement {
  bool judged = false;            // false: there was no chain to judge
  std::vector<Finding> findings;  // headline first: errors by rank, then warnings, then notes
  std::vector<PathElement> path;  // leaf first, anchor last; empty when no path reached an anchor
  std::vector<Label> labels;      // one for each presented certificate
  Sequence sequence = Sequence::not_judged;
  std::optional<StockView> stock;
  std::vector<Check> not_judged;  // checks for which the caller gave nothing to compare with
  std::vector<OpenSslError>
      openssl;  // every defect of the plain `X509_verify_cert` run, in its order; empty: OK
};

// Verdict is computed from the findings and the observation, never stored apart from them.
enum class Verdict : std::uint8_t { verified, rejected, not_observed };

std::string_view verdict_name(Verdict verdict);
Verdict verdict(const Judgement& judgement);

// Judge compares observations with one expectation, whose files are indexed once; for many targets.
// Pure: no clock, file, socket or environment; the same input gives the same verdict in any order
// of the certificates in the files. Never fails; an observation without a leaf gives `judged ==
// false`. Expectation::plugged.root must be given. One thread at a time may use a Judge.
class Judge {
 public:
  explicit Judge(Expectation expectation);
  Judge(Judge&& other) noexcept;
  Judge& operator=(Judge&& other) noexcept;
  ~Judge();

  Judgement operator()(const observe::Observation& observation) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

// judge is Judge for one observation.
Judgement judge(const observe::Observation& observation, const Expectation& expectation);

// Seen is one judged observation of a service.
struct Seen {
  const observe::Observation& observation;
  Judgement& judgement;
};

// note_mixed_signers adds `mixed-istiod` to every judgement where the leaves seen at the addresses
// of one service were signed by different CAs.
void note_mixed_signers(std::span<const Seen> service);

// stock_view judges only what a client without any anchor reports; for `show`. Empty without
// certificates. `defects` receives every (number, depth) in the order in which OpenSSL's callback
// reports them.
std::optional<StockView> stock_view(const x509::Chain& presented, base::Time at,
                                    std::vector<OpenSslError>* defects = nullptr);

}  // namespace mtlschain::judge
