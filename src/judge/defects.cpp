// SPDX-License-Identifier: Apache-2.0
// OpenSSL's complaints along a path, told as findings.
#include <algorithm>
#include <array>

#include "judge/cause.hpp"
#include "judge/facts.hpp"
#include <mtlschain/x509/error.hpp>

namespace mtlschain::judge {
namespace {

struct Complaint {
  int number;
  Code code;
};

constexpr std::array complaints{
    Complaint{X509_V_ERR_UNABLE_TO_GET_CRL, Code::crl_missing},
    Complaint{X509_V_ERR_CERT_SIGNATURE_FAILURE, Code::bad_signature},
    Complaint{X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, Code::bad_signature},
    Complaint{X509_V_ERR_CRL_SIGNATURE_FAILURE, Code::crl_wrong_signer},
    Complaint{X509_V_ERR_CERT_NOT_YET_VALID, Code::not_yet_valid},
    Complaint{X509_V_ERR_CERT_HAS_EXPIRED, Code::expired_leaf},
    Complaint{X509_V_ERR_CRL_NOT_YET_VALID, Code::crl_not_yet_valid},
    Complaint{X509_V_ERR_CRL_HAS_EXPIRED, Code::crl_expired},
    Complaint{X509_V_ERR_CERT_REVOKED, Code::revoked},
    Complaint{X509_V_ERR_INVALID_CA, Code::not_a_ca},
    Complaint{X509_V_ERR_NO_ISSUER_PUBLIC_KEY, Code::path_invalid},
    Complaint{X509_V_ERR_PATH_LENGTH_EXCEEDED, Code::path_length},
    Complaint{X509_V_ERR_INVALID_PURPOSE, Code::wrong_purpose},
    Complaint{X509_V_ERR_KEYUSAGE_NO_CERTSIGN, Code::not_a_ca},
    Complaint{X509_V_ERR_DIFFERENT_CRL_SCOPE, Code::crl_other_scope},
    Complaint{X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, Code::crl_critical_extension},
    Complaint{X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, Code::crl_wrong_signer},
    Complaint{X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, Code::crl_signer_without_right},
    Complaint{X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, Code::unhandled_extension},
    Complaint{X509_V_ERR_PERMITTED_VIOLATION, Code::name_constraint},
    Complaint{X509_V_ERR_EXCLUDED_VIOLATION, Code::name_constraint},
    Complaint{X509_V_ERR_SUBTREE_MINMAX, Code::name_constraint},
    Complaint{X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, Code::name_constraint},
    Complaint{X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, Code::name_constraint},
    Complaint{X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, Code::name_constraint},
};

Code code_of(const Scene& scene, const Defect& defect) {
  // OpenSSL takes equal names for a signature of its own, unless key identifiers say otherwise.
  const int number = defect.error.number;
  const bool called_self_signed = number == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
                                  number == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
  if (called_self_signed && !defect.certificate.value_or(scene.leaf()).self_signed()) {
    return Code::named_as_its_issuer;
  }
  const auto row = std::ranges::find(complaints, defect.error.number, &Complaint::number);
  if (row == complaints.end()) return Code::path_invalid;
  if (row->code != Code::expired_leaf || defect.error.depth == 0) return row->code;
  const bool anchor = defect.certificate && scene.files.anchor(*defect.certificate) != nullptr;
  return anchor ? Code::expired_root : Code::expired_intermediate;
}

std::string distance(const std::optional<base::Time>& from, const std::optional<base::Time>& to) {
  return from && to ? base::format_duration(*to - *from) : "an unknown time";
}

std::string purpose_word(Purpose purpose) {
  constexpr std::array<std::string_view, 3> words{"server", "client", "any"};
  return std::string{words.at(static_cast<std::size_t>(purpose))};
}

bool about_a_crl(Code code) {
  constexpr std::array codes{Code::crl_missing,           Code::crl_expired,
                             Code::crl_not_yet_valid,     Code::crl_wrong_signer,
                             Code::crl_other_scope,       Code::crl_signer_without_right,
                             Code::crl_critical_extension};
  return std::ranges::find(codes, code) != codes.end();
}

// Every fact that a template of the complaints above asks for.
std::vector<Fact> defect_facts(const Scene& scene, const Defect& defect,
                               const x509::Certificate& of) {
  const base::Time at = scene.expectation.at;
  const std::string text = x509::verify_text(defect.error.number);
  std::vector<Fact> facts{{"issuer", of.issuer()}, {"reason", text}, {"text", text}};
  const Code code = code_of(scene, defect);
  if (code == Code::wrong_purpose) {
    facts.push_back({"purpose", purpose_word(scene.expectation.purpose)});
  }
  if (code == Code::revoked || about_a_crl(code)) {
    facts.push_back({"file", scene.files.label_of(Place::In::crl)});
  }
  if (info(code).check == Check::dates) {
    facts.push_back({"at", base::format_time(at)});
    facts.push_back({"ago", distance(of.not_after(), at)});
    facts.push_back({"ahead", distance(at, of.not_before())});
  }
  return facts;
}

// echoes: the defect repeats what an earlier finding says: the same code at the same certificate,
// the same fault of one CRL for another certificate that it covers, a purpose refused for what is
// no CA.
bool echoes(const Finding& earlier, Code code, const x509::Certificate& of, Place place) {
  if (about_a_crl(code) && earlier.code == code) return fact(earlier, "issuer") == of.issuer();
  if (earlier.about != place) return false;
  if (code == Code::wrong_purpose && earlier.code == Code::not_a_ca) return true;
  return code != Code::path_invalid && earlier.code == code;
}

// Where a CA's only list is of another scope OpenSSL says that there is none (3), and then why
// (44).
bool is_told_by_scope(const Run& run, const Defect& defect) {
  if (defect.error.number != X509_V_ERR_UNABLE_TO_GET_CRL) return false;
  const OpenSslError scope{X509_V_ERR_DIFFERENT_CRL_SCOPE, defect.error.depth};
  return std::ranges::find(run.defects, scope, &Defect::error) != run.defects.end();
}

}  // namespace

bool is_search_defect(int number) {
  constexpr std::array numbers{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
                               X509_V_ERR_CERT_SIGNATURE_FAILURE,
                               X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
                               X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                               X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                               X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
                               X509_V_ERR_CERT_UNTRUSTED};
  return std::ranges::find(numbers, number) != numbers.end();
}

Findings findings_of(const Scene& scene, const Run& run, bool skip_search_defects) {
  Findings findings;
  for (const Defect& defect : run.defects) {
    if (skip_search_defects && is_search_defect(defect.error.number)) continue;
    if (is_told_by_scope(run, defect)) continue;
    const x509::Certificate& of = defect.certificate.value_or(scene.leaf());
    const Code code = code_of(scene, defect);
    const Place place = place_of(scene, of);
    const auto tells_it = [&](const Finding& earlier) { return echoes(earlier, code, of, place); };
    if (std::ranges::any_of(findings, tells_it)) continue;
    findings.push_back(about(code, place, of, defect_facts(scene, defect, of)));
    findings.back().severity = Severity::error;  // whatever the code is worth without OpenSSL
    findings.back().openssl = defect.error;
  }
  return findings;
}

}  // namespace mtlschain::judge
