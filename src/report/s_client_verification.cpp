// SPDX-License-Identifier: Apache-2.0
#include "report/s_client_verification.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "openssl/owning.hpp"
#include "report/names.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/error.hpp>

namespace mtlschain::report {

namespace {

// The chain as OpenSSL builds it without anchors: from issuer to issuer through what is presented,
// up to a self-issued certificate; strangers and repeats are left out.
x509::Chain built_from(const x509::Chain& presented) {
  x509::Chain built;
  if (presented.empty()) return built;
  built.push_back(presented.front());
  while (!built.back().self_issued() && built.size() < presented.size()) {
    const std::string issuer = built.back().issuer();
    const auto next = std::find_if(presented.begin() + 1, presented.end(), [&](const auto& one) {
      return one.subject() == issuer && std::ranges::find(built, one) == built.end();
    });
    if (next == presented.end()) break;
    built.push_back(*next);
  }
  return built;
}

// Dates and signatures are looked at last, from the top down, between the good reports.
bool found_walking_down(int number) {
  static constexpr std::array numbers{X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY,
                                      X509_V_ERR_CERT_SIGNATURE_FAILURE,
                                      X509_V_ERR_CERT_NOT_YET_VALID,
                                      X509_V_ERR_CERT_HAS_EXPIRED,
                                      X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD,
                                      X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD};
  return std::ranges::find(numbers, number) != numbers.end();
}

// What the callback adds for some numbers; OpenSSL keeps the last number, so it does for good
// reports too.
std::string addition(const x509::Certificate& certificate, int number) {
  const X509* native = certificate.native();
  switch (number) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      return "issuer= " + base::printable(certificate.issuer(), record_limit) + '\n';
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD:
      return "notBefore=" + asn1_time_text(X509_get0_notBefore(native)) + '\n';
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD:
      return "notAfter=" + asn1_time_text(X509_get0_notAfter(native)) + '\n';
    default:
      return {};
  }
}

// Walk is s_client's verify callback at work.
class Walk {
 public:
  Walk(std::ostream& err, const x509::Chain& built) : err_(err), built_(built) {}

  void defect(const judge::OpenSslError& error) {
    last_ = error.number;
    report(error.depth, fmt::format("verify error:num={}:{}\n", last_, x509::verify_text(last_)));
  }
  void good(int depth) { report(depth, ""); }

 private:
  void report(int depth, std::string_view error) {
    const auto at = static_cast<std::size_t>(std::max(depth, 0));
    const bool known = at < built_.size();
    fmt::print(err_, "depth={} {}\n{}{}verify return:1\n", depth,
               known ? base::printable(built_[at].subject(), record_limit) : "<no cert>", error,
               known ? addition(built_[at], last_) : "");
  }

  std::ostream& err_;
  const x509::Chain& built_;
  int last_ = 0;
};

}  // namespace

std::string asn1_time_text(const ASN1_TIME* time) {
  const openssl::BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || time == nullptr || ASN1_TIME_print(bio.get(), time) != 1) return "Bad time value";
  return openssl::memory_text(bio);
}

int Verification::result() const {
  return defects.empty() ? 0 : defects.back().number;
}

Verification verification_of(const Report& report) {
  Verification verification;
  const x509::Chain& presented = report.observation.presented;
  if (report.judgement.judged) {
    verification.defects = report.judgement.openssl;
    for (const judge::PathElement& element : report.judgement.path) {
      verification.built.push_back(element.certificate);
    }
  } else {
    judge::stock_view(presented, report.observed_at, &verification.defects);
  }
  if (verification.built.empty()) verification.built = built_from(presented);
  return verification;
}

void write_verification(std::ostream& err, const Verification& verification) {
  Walk walk(err, verification.built);
  for (const judge::OpenSslError& error : verification.defects) {
    if (!found_walking_down(error.number)) walk.defect(error);
  }
  for (int depth = static_cast<int>(verification.built.size()) - 1; depth >= 0; --depth) {
    for (const judge::OpenSslError& error : verification.defects) {
      if (error.depth == depth && found_walking_down(error.number)) walk.defect(error);
    }
    walk.good(depth);
  }
}

}  // namespace mtlschain::report
