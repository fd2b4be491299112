// SPDX-License-Identifier: Apache-2.0
#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

class IdentityJudge {
 public:
  IdentityJudge(const Scene& scene, Judgement& judgement)
      : scene_{scene}, expectation_{scene.expectation}, judgement_{judgement} {
    for (const x509::SubjectAltName& name : scene.leaf().alt_names()) {
      if (name.type != x509::SanType::uri) continue;
      if (uris_.size() < most_uris) uris_.push_back(name.value);
    }
  }

  void run() {
    const bool host_holds = judge_host();
    if (uri_count_ == 0) return judge_absence(host_holds);
    if (uri_count_ > 1) {
      add_rule(Code::several_uri_names, {{"count", std::to_string(uri_count_)}});
    }
    judge_ids();
    judge_leaf_profile();
  }

 private:
  static constexpr Place leaf_place_{Place::In::presented, 0};
  // One is right; of thousands the first are enough to see what is wrong.
  static constexpr std::size_t most_uris = 8;
  static constexpr std::size_t most_names = 32;

  void add(Finding finding) { judgement_.findings.push_back(std::move(finding)); }

  bool spiffe_asked() const { return expectation_.spiffe || expectation_.trust_domain; }

  // What breaks a SPIFFE rule is a warning until a SPIFFE identity is asked for.
  void add_rule(Code code, std::vector<Fact> facts) {
    Finding finding = about(code, leaf_place_, scene_.leaf(), std::move(facts));
    finding.severity = spiffe_asked() ? Severity::error : Severity::warning;
    add(std::move(finding));
  }

  bool judge_host() {
    if (!expectation_.host) return false;
    const std::string& host = *expectation_.host;
    const bool holds = scene_.leaf().holds_name(host);
    if (!holds) {
      add(about(Code::wrong_host, leaf_place_, scene_.leaf(),
                {{"expected", host}, {"found", names_of_leaf()}}));
    }
    return holds;
  }

  std::string names_of_leaf() const {
    std::string names;
    for (const x509::SubjectAltName& name : scene_.leaf().alt_names(most_names)) {
      names += names.empty() ? "" : ", ";
      names += name.value;
    }
    return names.empty() ? "no alternative name" : names;
  }

  void judge_absence(bool host_holds) {
    if (scene_.leaf().is_ca()) add_rule(Code::leaf_is_ca, {});
    if (!spiffe_asked() && host_holds) {
      add(about(Code::names_not_spiffe, leaf_place_, scene_.leaf(),
                {{"expected", *expectation_.host}}));
      return;
    }
    add_rule(Code::no_spiffe_id, {{"expected", expected_text()}});
  }

  std::string expected_text() const {
    if (expectation_.spiffe) return expectation_.spiffe->text();
    return expectation_.trust_domain ? "spiffe://" + *expectation_.trust_domain : "";
  }

  void judge_ids() {
    std::vector<spiffe::Id> ids;
    for (const std::string& uri : uris_) {
      if (auto id = spiffe::parse_id(uri)) {
        judge_path_of(*id);
        ids.push_back(std::move(*id));
      } else {
        add_rule(Code::invalid_spiffe_id, {{"found", uri}, {"reason", id.error().message}});
      }
    }
    if (!ids.empty()) judge_expected(ids);
  }

  // X509-SVID 3.1: an id without path is that of a trust domain, which signs.
  void judge_path_of(const spiffe::Id& id) {
    if (!id.path.empty()) return;
    add_rule(Code::invalid_spiffe_id,
             {{"found", id.text()},
              {"reason", "it has no path, which only a signing certificate's may lack"}});
  }

  // With several ids none of them is the identity: each has to be the one that was asked for.
  void judge_expected(const std::vector<spiffe::Id>& ids) {
    for (const spiffe::Id& id : ids) {
      if (expectation_.trust_domain && id.trust_domain != *expectation_.trust_domain) {
        add(about(Code::wrong_trust_domain, leaf_place_, scene_.leaf(),
                  {{"found", id.trust_domain}, {"expected", *expectation_.trust_domain}}));
      }
      if (expectation_.spiffe && !expectation_.spiffe->matches(id)) {
        add(about(Code::wrong_identity, leaf_place_, scene_.leaf(),
                  {{"found", id.text()}, {"expected", expectation_.spiffe->text()}}));
      }
    }
  }

  // X509-SVID 4: the leaf is no CA, has digitalSignature, and may not sign certificates or CRLs.
  void judge_leaf_profile() {
    if (scene_.leaf().is_ca()) add_rule(Code::leaf_is_ca, {});
    const auto usage = scene_.leaf().key_usage();
    if (!usage) return;
    if (!usage->digital_signature) {
      add_rule(Code::leaf_key_usage, {{"reason", "no digitalSignature"}});
    }
    if (usage->key_cert_sign || usage->crl_sign) {
      add_rule(Code::leaf_key_usage, {{"reason", "keyCertSign or cRLSign"}});
    }
  }

  const Scene& scene_;
  const Expectation& expectation_;
  Judgement& judgement_;
  std::vector<std::string> uris_;  // the first most_uris
  std::size_t uri_count_ = scene_.leaf().uri_count();
};

}  // namespace

void judge_identity(const Scene& scene, Judgement& judgement) {
  IdentityJudge{scene, judgement}.run();
}

}  // namespace mtlschain::judge
