// SPDX-License-Identifier: Apache-2.0
#include "judge/search.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "openssl/errors.hpp"

namespace mtlschain::judge {
namespace {

struct Issuer {
  x509::Certificate certificate;
  bool anchor = false;
};

// Anchors first, then by content: never by position, which must not decide. A presented copy of an
// anchor is the anchor.
std::vector<Issuer> sorted_issuers(const x509::Chain& presented, const x509::Chain& anchors) {
  std::vector<Issuer> issuers;
  const auto append = [&issuers](const std::map<std::string, x509::Certificate>& sorted,
                                 bool anchor) {
    for (const auto& [der, certificate] : sorted) issuers.push_back({certificate, anchor});
  };
  std::map<std::string, x509::Certificate> trusted;
  for (const x509::Certificate& anchor : anchors) trusted.try_emplace(anchor.der(), anchor);
  std::map<std::string, x509::Certificate> untrusted;
  for (const x509::Certificate& certificate : std::span{presented}.subspan(1)) {
    std::string der = certificate.der();
    if (certificate == presented.front()) continue;
    if (!trusted.contains(der)) untrusted.try_emplace(std::move(der), certificate);
  }
  append(trusted, true);
  append(untrusted, false);
  return issuers;
}

struct FreeConstraints {
  void operator()(NAME_CONSTRAINTS* constraints) const noexcept {
    NAME_CONSTRAINTS_free(constraints);
  }
};

std::size_t name_constraints(const x509::Certificate& certificate) {
  const openssl::QuietErrors quiet;
  const std::unique_ptr<NAME_CONSTRAINTS, FreeConstraints> found{static_cast<NAME_CONSTRAINTS*>(
      X509_get_ext_d2i(certificate.native(), NID_name_constraints, nullptr, nullptr))};
  if (!found) return 0;
  const int permitted = sk_GENERAL_SUBTREE_num(found->permittedSubtrees);
  const int excluded = sk_GENERAL_SUBTREE_num(found->excludedSubtrees);
  return static_cast<std::size_t>(std::max(permitted, 0) + std::max(excluded, 0));
}

class Searcher {
 public:
  Searcher(const Verifier& verifier, const x509::Chain& presented, const x509::Chain& anchors,
           const SearchLimits& limits)
      : verifier_{verifier},
        limits_{limits},
        issuers_{sorted_issuers(presented, anchors)},
        path_{presented.front()},
        leaf_names_{presented.front().alt_name_count()} {
    result_.furthest = path_;
  }

  SearchResult take() {
    const auto is_leaf = [this](const Issuer& issuer) {
      return issuer.anchor && issuer.certificate == path_.front();
    };
    if (std::ranges::any_of(issuers_, is_leaf)) complete();
    climb();
    return std::move(result_);
  }

 private:
  void climb() {
    if (path_.size() > result_.furthest.size()) result_.furthest = path_;
    if (path_.size() > 1 && is_wrong_root(path_.back())) return;
    if (path_.size() >= limits_.depth) return note_bound("depth");
    if (++steps_ > limits_.steps) return stop("steps");
    for (const Issuer* issuer : issuers_of(path_.back())) {
      if (stopped_) return;
      if (on_path(issuer->certificate) || is_detour(*issuer)) continue;
      path_.push_back(issuer->certificate);
      issuer->anchor ? complete() : climb();
      path_.pop_back();
    }
  }

  void complete() {
    if (spent_ >= limits_.paths) return stop("paths");
    spent_ += cost_of_path();
    result_.candidates.push_back({path_, verifier_.along(path_)});
    stopped_ = result_.candidates.back().run.defects.empty();
  }

  // What judging this path costs: OpenSSL compares each name of a certificate with each name
  // constraint above it, and verifies each signature again. 1 where that is not much.
  std::size_t cost_of_path() {
    constexpr std::size_t comparisons_of_a_path = 20'000;
    constexpr std::size_t signatures_of_a_path = 16;
    std::size_t constraints = 0;
    std::size_t signatures = 0;
    for (const x509::Certificate& issuer : path_) {
      constraints += constraints_of(issuer);
      signatures += cost_of(issuer);
    }
    return 1 + constraints * leaf_names_ / comparisons_of_a_path +
           signatures / signatures_of_a_path;
  }

  std::size_t cost_of(const x509::Certificate& issuer) {
    const auto [known, fresh] = costs_.try_emplace(issuer.native());
    if (fresh) known->second = signature_cost(issuer.native());
    return known->second;
  }

  std::size_t constraints_of(const x509::Certificate& certificate) {
    const auto [known, fresh] = constraints_.try_emplace(certificate.native());
    if (fresh) known->second = name_constraints(certificate);
    return known->second;
  }

  // is_wrong_root: nothing stands above what signed itself, and it is no anchor. Its key has
  // verified another signature before, so that this one at most doubles what was counted.
  bool is_wrong_root(const x509::Certificate& certificate) {
    const auto [known, fresh] = wrong_roots_.try_emplace(certificate.native());
    if (fresh) known->second = certificate.self_signed();
    return known->second;
  }

  // is_detour: another certificate of the same CA (name and key) is on the path, and the one below
  // it could have been issued by this one just as well. The path that does so has less on it.
  bool is_detour(const Issuer& issuer) {
    for (std::size_t i = 1; i < path_.size(); ++i) {
      if (!path_[i].same_name(issuer.certificate) || !path_[i].same_key(issuer.certificate))
        continue;
      const auto& others = issuers_of(path_[i - 1]);
      if (std::ranges::find(others, &issuer) != others.end()) return true;
    }
    return false;
  }

  // A path that grows too deep ends there; the other bounds end the whole search.
  void note_bound(std::string_view limit) { result_.bound = limit; }

  void stop(std::string_view limit) {
    note_bound(limit);
    stopped_ = true;
  }

  bool on_path(const x509::Certificate& issuer) const {
    return std::ranges::find(path_, issuer.native(), &x509::Certificate::native) != path_.end();
  }

  // The issuers whose key verifies the certificate; found once for each certificate.
  const std::vector<const Issuer*>& issuers_of(const x509::Certificate& subject) {
    const auto [known, fresh] = issuers_by_subject_.try_emplace(subject.native());
    if (!fresh) return known->second;
    for (const Issuer& issuer : issuers_) {
      if (stopped_) break;
      if (issued_by(subject, issuer.certificate)) known->second.push_back(&issuer);
    }
    return known->second;
  }

  bool issued_by(const x509::Certificate& subject, const x509::Certificate& issuer) {
    // One that may not sign included: OpenSSL names that defect on the path.
    if (!subject.issued_by(issuer)) return false;
    signatures_ += cost_of(issuer);
    if (signatures_ > limits_.signatures) {
      stop("signatures");
      return false;
    }
    return subject.signed_by(issuer);
  }

  const Verifier& verifier_;
  SearchLimits limits_;
  std::vector<Issuer> issuers_;
  x509::Chain path_;
  std::map<const X509*, std::vector<const Issuer*>> issuers_by_subject_;
  std::map<const X509*, bool> wrong_roots_;
  std::map<const X509*, std::size_t> constraints_;
  std::map<const X509*, std::size_t> costs_;
  std::size_t leaf_names_;
  std::size_t spent_ = 0;
  std::size_t signatures_ = 0;
  std::size_t steps_ = 0;
  bool stopped_ = false;
  SearchResult result_;
};

}  // namespace

SearchResult search_paths(const Verifier& verifier, const x509::Chain& presented,
                          const x509::Chain& anchors, const SearchLimits& limits) {
  return Searcher{verifier, presented, anchors, limits}.take();
}

}  // namespace mtlschain::judge
