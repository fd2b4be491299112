// SPDX-License-Identifier: Apache-2.0
#include "judge/compare_court.hpp"

#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "judge/signature_cost.hpp"

namespace mtlschain::judge {
namespace {

constexpr std::size_t most_verified = 64;
constexpr std::size_t most_looked_at = 20'000;  // certificates that go with them
constexpr std::size_t most_namesakes = 600;     // of those, what has the name of another

Expectation expectation(const Entries& anchors, const std::string& name, base::Time at) {
  Expectation expected;
  trust::PluggedFile& root = expected.plugged.root;
  root.state = trust::FileState::read;
  root.path = name;
  root.label = name;
  for (const Entry& entry : anchors) {
    root.bundle.entries.push_back({entry.certificate(), 0});
  }
  expected.at = at;
  expected.purpose = Purpose::any;
  return expected;
}

// How many have the name of one before them; a signature that costs more than others counts
// besides.
std::size_t namesakes_in(std::span<const x509::Certificate> certificates) {
  std::unordered_set<unsigned long> names;
  std::size_t cost = 0;
  for (const x509::Certificate& certificate : certificates) {
    const bool fresh = names.insert(certificate.subject_hash()).second;
    cost += signature_cost(certificate.native()) - (fresh ? 1 : 0);
  }
  return cost;
}

}  // namespace

Court::Court(const Entries& anchors, const std::string& name, base::Time at)
    : anchors_{anchors}, name_{name}, judge_{expectation(anchors, name, at)} {}

bool Court::may_judge(std::span<const x509::Certificate> beside) {
  looked_at_ += beside.size();
  namesakes_ += namesakes_in(beside);
  const bool within = looked_at_ <= most_looked_at && namesakes_ <= most_namesakes;
  return ++verified_ <= most_verified && (verified_ == 1 || within);
}

Judgement Court::judge(x509::Chain chain) const {
  observe::Observation seen;
  seen.source = observe::Source::pem;  // sets are compared: no peer has to prove anything
  seen.presented = std::move(chain);
  return judge_(seen);
}

const Entry* Court::anchor_of(const Judgement& judgement) const {
  if (judgement.path.empty()) return nullptr;
  const x509::Digest digest = judgement.path.back().certificate.sha256();
  const auto found = std::ranges::find(anchors_, digest, &Entry::sha256);
  return found == anchors_.end() ? nullptr : &*found;
}

Finding Court::with_places(Finding finding) const {
  std::string place = name_;
  for (const Entry& entry : anchors_) {
    if (base::hex(entry.sha256) == fact(finding, "file_fingerprint")) {
      place = entry.held.labels.front();
    }
  }
  for (Fact& fact : finding.facts) {
    if (fact.name == "file") fact.value = place;
  }
  return finding;
}

bool is_leaf_date(const Finding& finding) {
  constexpr std::array codes{Code::expired_leaf, Code::not_yet_valid};
  return finding.about == Place{Place::In::presented, 0} &&
         std::ranges::find(codes, finding.code) != codes.end();
}

bool decides(const Finding& finding) {
  return finding.severity == Severity::error && !is_leaf_date(finding);
}

}  // namespace mtlschain::judge
