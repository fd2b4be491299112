// SPDX-License-Identifier: Apache-2.0
// Does the signing CA verify, and would what it signs?
#include <algorithm>
#include <array>
#include <utility>

#include "judge/cause.hpp"
#include "judge/facts.hpp"
#include "judge/leaf_model.hpp"
#include "judge/lint_scene.hpp"
#include "judge/search.hpp"
#include <mtlschain/x509/error.hpp>

namespace mtlschain::judge {
namespace {

struct Reason {
  Code cause;
  std::string_view text;
};

// The cause that the judge of chains would name, in the words of files.
constexpr std::array reasons{
    Reason{Code::same_name_root, "it leads to a root of the same name but with another key"},
    Reason{Code::foreign_root, "it leads to a root that is not there"},
    Reason{Code::self_signed_ca, "it leads to istiod's own self-signed root"},
    Reason{Code::self_signed_leaf, "it is self signed, and not there itself"},
    Reason{Code::missing_intermediate, "an intermediate between them is missing"},
    Reason{Code::unknown_issuer, "its issuer is in neither of them"},
    Reason{Code::bad_signature, "its signature is not that of the issuer of this name"},
    Reason{Code::malformed_certificate, "an extension cannot be decoded"},
    Reason{Code::key_id_mismatch, "its authority key id points to another certificate"},
    Reason{Code::unusable_key_of_issuer, "the key of its issuer cannot be decoded"},
    Reason{Code::circular_chain, "the issuers go in a circle"},
    Reason{Code::named_as_its_issuer, "it has the name of its issuer"},
};

std::string reason_of(const Finding& cause) {
  const auto row = std::ranges::find(reasons, cause.code, &Reason::cause);
  return std::string{row == reasons.end() ? info(cause.code).id : row->text};
}

Expectation expectation_of(const LintScene& scene, Purpose purpose, bool with_lists) {
  Expectation expectation;
  expectation.plugged = scene.plugged;
  expectation.plugged.both_namings = false;  // lint says that itself
  if (!with_lists) expectation.plugged.crl = {};
  expectation.at = scene.request.at;
  expectation.purpose = purpose;
  return expectation;
}

// The judge of chains looks at observations: this one is as if its first certificate, the chain
// file behind it, had been presented.
observe::Observation observation_of(x509::Chain presented) {
  observe::Observation observation;
  observation.presented = std::move(presented);
  return observation;
}

Finding unverified(const LintScene& scene, const x509::Chain& presented,
                   const SearchResult& result) {
  const observe::Observation observation = observation_of(presented);
  const Expectation expectation = expectation_of(scene, Purpose::any, false);
  const Finding cause =
      missing_anchor_cause({observation, expectation, scene.files}, result.furthest);
  Finding finding = about(Code::ca_unverified, {Place::In::ca, 0}, *scene.ca(),
                          {{"file", scene.plugged.ca.label},
                           {"root", scene.plugged.root.label},
                           {"chain", scene.plugged.chain.label},
                           {"reason", reason_of(cause)},
                           {"issuer", result.furthest.back().issuer()}});
  for (const Fact& fact : cause.facts) {
    if (fact.name.starts_with("file_")) finding.facts.push_back(fact);
  }
  return finding;
}

bool weak_digest_below_root(const x509::Chain& path) {
  const std::span below = std::span{path}.first(path.size() - 1);
  return std::ranges::any_of(below, &x509::Certificate::weak_signature);
}

// Go asks serverAuth of every certificate that limits its purposes.
bool lacks_server_auth(const x509::Certificate& of) {
  const auto usage = of.extended_key_usage();
  return usage && !usage->server_auth && !usage->any;
}

// What leaves of a mesh are used for.
struct LeafUse {
  Purpose purpose;
  std::string alt_name;
};

std::array<LeafUse, 3> leaf_uses(const LintRequest& request) {
  const std::string workload = "URI:spiffe://" + request.trust_domain + "/ns/default/sa/default";
  return {{{Purpose::server, workload},
           {Purpose::client, workload},
           {Purpose::server, "DNS:istiod.istio-system.svc"}}};
}

// The fault of one CRL is told once, whichever leaf meets it.
bool same_statement(const Finding& left, const Finding& right) {
  if (left.code != right.code || fact(left, "issuer") != fact(right, "issuer")) return false;
  if (info(left.code).catalogue == "F12") return true;
  return left.about == right.about && fact(left, "subject") == fact(right, "subject") &&
         (left.code != Code::wrong_purpose || fact(left, "purpose") == fact(right, "purpose"));
}

// A leaf's names are refused by the certificate that bears the constraints.
Place constraining_place(const LintScene& scene, const x509::Chain& path) {
  const auto constrains = [](const x509::Certificate& of) {
    return of.has(x509::Extension::name_constraints);
  };
  const auto found = std::ranges::find_if(path, constrains);
  return found == path.end() ? Place{Place::In::ca, 0} : lint_place(scene, *found);
}

// The leaf at depth 0 is in no file.
Place rehearsed_place(const LintScene& scene, const x509::Chain& path, const Finding& finding) {
  const int depth = finding.openssl ? finding.openssl->depth : 0;
  if (depth > 0 && static_cast<std::size_t>(depth) <= path.size()) {
    return lint_place(scene, path[static_cast<std::size_t>(depth) - 1]);
  }
  if (finding.code == Code::name_constraint) return constraining_place(scene, path);
  return {Place::In::ca, 0};
}

// What is told of the model is its name; of a certificate, in which file it stands. The purpose is
// told where it is the point.
void mend_facts(const LintScene& scene, Finding& finding) {
  const bool of_model = !finding.openssl || finding.openssl->depth == 0;
  const bool of_list = info(finding.code).catalogue == "F12" || finding.code == Code::revoked;
  std::erase_if(finding.facts, [&](const Fact& known) {
    const bool of_certificate = known.name == "fingerprint" || known.name.ends_with("key_id");
    return (of_model && of_certificate) || (!of_list && known.name == "file") ||
           (finding.code != Code::wrong_purpose && known.name == "purpose");
  });
  if (of_list) return;
  const auto entries = scene.files.entries();
  const auto entry = std::ranges::find(entries, finding.about, &FileEntry::place);
  if (entry != entries.end()) finding.facts.push_back({"file", entry->label});
}

Findings rehearse_use(const LintScene& scene, const x509::Chain& path, const LeafUse& use) {
  const auto leaf = leaf_model(path.front(), use.alt_name);
  if (!leaf) return {};
  x509::Chain with_leaf{*leaf};
  with_leaf.insert(with_leaf.end(), path.begin(), path.end());
  const Expectation expectation = expectation_of(scene, use.purpose, true);
  const Run run = Verifier{expectation, scene.files.anchors()}.rehearse(with_leaf);
  const observe::Observation observation = observation_of(std::move(with_leaf));
  Findings findings = findings_of({observation, expectation, scene.files}, run, true);
  for (Finding& finding : findings) {
    finding.about = rehearsed_place(scene, path, finding);
    mend_facts(scene, finding);
  }
  return findings;
}

}  // namespace

CaPath find_ca_path(const LintScene& scene) {
  CaPath found;
  if (scene.ca() == nullptr || scene.files.anchors().empty()) return found;
  x509::Chain presented{*scene.ca()};
  std::ranges::move(scene.chain(), std::back_inserter(presented));
  const Verifier verifier{expectation_of(scene, Purpose::any, false), scene.files.anchors()};
  const SearchResult result = search_paths(verifier, presented, scene.files.anchors());
  const auto defects = [](const Candidate& candidate) { return candidate.run.defects.size(); };
  const auto best = std::ranges::min_element(result.candidates, {}, defects);
  found.istiod_refuses = true;
  if (best == result.candidates.end()) {
    found.unverified = unverified(scene, presented, result);
    return found;
  }
  found.path = best->path;
  found.istiod_refuses = defects(*best) > 0 || weak_digest_below_root(best->path) ||
                         std::ranges::any_of(best->path, lacks_server_auth);
  return found;
}

void rehearse(const LintScene& scene, const x509::Chain& path, Findings& findings) {
  Findings told;
  for (const LeafUse& use : leaf_uses(scene.request)) {
    for (Finding& finding : rehearse_use(scene, path, use)) {
      const auto same = [&](const Finding& earlier) { return same_statement(earlier, finding); };
      if (std::ranges::none_of(told, same)) told.push_back(std::move(finding));
    }
  }
  std::ranges::move(told, std::back_inserter(findings));
}

void lint_authority(const LintScene& scene, Findings& findings) {
  if (scene.ca() == nullptr || scene.ca()->may_sign_certificates()) return;
  const Place place{Place::In::ca, 0};
  const auto tells_it = [&](const Finding& finding) {
    return finding.code == Code::not_a_ca && finding.about == place;
  };
  if (std::ranges::any_of(findings, tells_it)) return;
  const char* reason = scene.ca()->is_ca() ? "its key usage has no keyCertSign" : "CA:FALSE";
  findings.push_back(about(Code::not_a_ca, place, *scene.ca(), {{"reason", reason}}));
}

}  // namespace mtlschain::judge
