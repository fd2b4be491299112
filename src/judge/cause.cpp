// SPDX-License-Identifier: Apache-2.0
// Why no path reaches an anchor.
#include "judge/cause.hpp"

#include <algorithm>
#include <utility>

#include "judge/facts.hpp"
#include "judge/misfit.hpp"
#include <mtlschain/spiffe/svid.hpp>

namespace mtlschain::judge {
namespace {

// istiod's own CA is called by the trust domain alone: O=cluster.local, no CN.
bool is_istiod_self_signed_name(const Scene& scene, const std::string& name) {
  std::vector<std::string> domains{"cluster.local"};
  if (scene.expectation.trust_domain) domains.push_back(*scene.expectation.trust_domain);
  for (spiffe::Id& id : spiffe::ids_of(scene.leaf())) domains.push_back(std::move(id.trust_domain));
  return std::ranges::any_of(domains, [&](const std::string& td) { return name == "O = " + td; });
}

// An error of a code that is usually none.
Finding as_error(Finding finding) {
  finding.severity = Severity::error;
  return finding;
}

// The signatures lead to a self-signed certificate that is no anchor.
Finding wrong_root_cause(const Scene& scene, const x509::Certificate& root, std::size_t depth) {
  const Place place = place_of(scene, root);
  const auto anchors = namesakes_of(scene, root, Among::anchors);
  if (!anchors.empty()) return about(Code::same_name_root, place, root, against(anchors.front()));
  if (!root.self_signed()) return as_error(about(Code::named_as_its_issuer, place, root));
  const std::vector<Fact> facts{{"issuer", root.issuer()},
                                {"root", root.subject()},
                                {"file", scene.files.label_of(Place::In::root)}};
  if (is_istiod_self_signed_name(scene, root.subject())) {
    return about(Code::self_signed_ca, place, root, facts);
  }
  return about(depth == 0 ? Code::self_signed_leaf : Code::foreign_root, place, root, facts);
}

// A certificate of the issuer's name was presented, but its key did not sign.
Finding not_the_issuer_cause(const Scene& scene, const x509::Certificate& top,
                             const Namesake& namesake) {
  std::vector<Fact> facts = against(namesake);
  facts.push_back({"issuer", top.issuer()});
  return about(Code::bad_signature, place_of(scene, top), top, std::move(facts));
}

// Something above the gap is presented that leads to an anchor: the chain is right but for the gap.
bool upper_end_presented(const Scene& scene, const x509::Chain& furthest) {
  const auto anchored = [&](const x509::Certificate& certificate) {
    if (std::ranges::find(furthest, certificate) != furthest.end()) return false;
    return scene.files.anchor(certificate) != nullptr ||
           !namesakes_of(scene, certificate, Among::anchors).empty();
  };
  return std::ranges::any_of(scene.presented(), anchored);
}

// The plugged file that has the issuer, where one has.
const Namesake* plugged_issuer(const std::vector<Namesake>& plugged) {
  const auto found = std::ranges::find_if(
      plugged, [](const Namesake& one) { return !one.certificate.self_issued(); });
  return found == plugged.end() ? nullptr : &*found;
}

Finding absent_issuer_cause(const Scene& scene, const x509::Chain& furthest) {
  const x509::Certificate& top = furthest.back();
  const Place place = place_of(scene, top);
  std::vector<Fact> facts{{"issuer", top.issuer()},
                          {"root", top.issuer()},
                          {"file", scene.files.label_of(Place::In::root)}};
  const auto plugged = namesakes_of(scene, top, Among::files);
  if (const Namesake* issuer = plugged_issuer(plugged); issuer != nullptr) {
    facts.push_back({"found_in", issuer->label});
    facts.push_back({"held_by", std::string{place_name(issuer->place.in)}});
    return about(Code::missing_intermediate, place, top, std::move(facts));
  }
  if (is_istiod_self_signed_name(scene, top.issuer())) {
    return about(Code::self_signed_ca, place, top, std::move(facts));
  }
  if (furthest.size() > 1 && !upper_end_presented(scene, furthest)) {
    return about(Code::foreign_root, place, top, std::move(facts));
  }
  // The plugged files name their signing CA: a leaf of another issuer is no leaf of theirs.
  const bool files_name_another =
      scene.expectation.plugged.chain.given() || scene.expectation.plugged.ca.given();
  return about(files_name_another ? Code::unknown_issuer : Code::missing_intermediate, place, top,
               std::move(facts));
}

// A plugged root has the issuer's name, and its key did not sign.
Finding namesake_root_cause(const Scene& scene, const x509::Certificate& top,
                            const Namesake& root) {
  const std::string wanted = top.authority_key_id();
  const bool same_key_id = !wanted.empty() && wanted == root.certificate.subject_key_id();
  std::vector<Fact> facts = against(root);
  facts.push_back({"issuer", top.issuer()});
  return about(same_key_id ? Code::bad_signature : Code::same_name_root, place_of(scene, top), top,
               std::move(facts));
}

// The true issuer is presented, whatever its key identifiers say, and leads to no plugged root.
Finding unrooted_signer_cause(const Scene& scene, const Namesake& signer) {
  const x509::Certificate& issuer = signer.certificate;
  return about(Code::foreign_root, signer.place, issuer,
               {{"issuer", issuer.issuer()},
                {"root", issuer.issuer()},
                {"file", scene.files.label_of(Place::In::root)}});
}

}  // namespace

Finding missing_anchor_cause(const Scene& scene, const x509::Chain& furthest) {
  const x509::Certificate& top = furthest.back();
  if (auto cause = misfit_cause(scene, furthest)) return *std::move(cause);
  if (top.self_issued()) return wrong_root_cause(scene, top, furthest.size() - 1);
  const auto roots = namesakes_of(scene, top, Among::anchors);
  if (!roots.empty()) return namesake_root_cause(scene, top, roots.front());
  const auto signs_top = [&](const Namesake& one) { return top.signed_by(one.certificate); };
  const bool plugged = std::ranges::any_of(namesakes_of(scene, top, Among::files), signs_top);
  std::vector<Namesake> claiming = namesakes_of(scene, top, Among::presented);
  const auto signer = std::ranges::find_if(claiming, signs_top);
  if (signer != claiming.end()) return unrooted_signer_cause(scene, *signer);
  if (!plugged && !claiming.empty()) return not_the_issuer_cause(scene, top, claiming.front());
  return absent_issuer_cause(scene, furthest);
}

}  // namespace mtlschain::judge
