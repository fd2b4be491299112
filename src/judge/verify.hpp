// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "judge/links.hpp"
#include "openssl/owning.hpp"
#include <mtlschain/judge/expectation.hpp>
#include <mtlschain/judge/finding.hpp>

namespace mtlschain::judge {

// Defect is one complaint of X509_verify_cert, and the certificate that it had in hand.
struct Defect {
  OpenSslError error;
  std::optional<x509::Certificate> certificate;
};

// Run is one X509_verify_cert: all complaints in the order of its callback (none: valid), and the
// chain that it built, leaf first. Signatures that are too dear together (signature_cost.hpp) are
// not verified: that is one complaint, X509_V_ERR_APPLICATION_VERIFICATION at depth 0.
struct Run {
  std::vector<Defect> defects;
  x509::Chain chain;
};

struct FreeCrlStack {
  void operator()(STACK_OF(X509_CRL) * stack) const noexcept { sk_X509_CRL_free(stack); }
};
using CrlStack = std::unique_ptr<STACK_OF(X509_CRL), FreeCrlStack>;

// share takes another reference to OpenSSL's object.
x509::Certificate share(X509* certificate);

// Verifier runs X509_verify_cert exactly as `openssl verify -partial_chain -trusted ... -untrusted
// ...` does: the anchors as a stack in file order, the purpose, time and CRLs as parameters.
class Verifier {
 public:
  Verifier(const Expectation& expectation, const x509::Chain& anchors);

  // ambiguous_lists: two CRLs are of one issuer, so that in plain() their order may decide.
  bool ambiguous_lists() const { return ambiguous_lists_; }
  // plain judges the presented chain against all anchors, in the order given.
  Run plain(const x509::Chain& presented) const;
  // along judges one path, leaf first, whose last certificate is its only anchor.
  Run along(const x509::Chain& path) const;
  // rehearse judges one path likewise, but for signatures and dates: its leaf is a model that
  // nobody signed.
  Run rehearse(const x509::Chain& path) const;

 private:
  openssl::StorePtr settings_;
  openssl::StorePtr pinned_settings_;  // the same for one path
  openssl::X509Stack anchors_;
  CrlStack given_lists_;
  CrlStack lists_;  // the newest first
  bool ambiguous_lists_ = false;
  mutable KnownLinks links_;  // what is remembered changes no result
};

// StockVerifier is the client that has no anchors.
class StockVerifier {
 public:
  explicit StockVerifier(base::Time at);

  // first is the first complaint only: no signature is checked for it.
  Run first(const x509::Chain& presented) const;
  Run all(const x509::Chain& presented) const;

 private:
  openssl::StorePtr settings_;
  openssl::X509Stack anchors_;
};

}  // namespace mtlschain::judge
