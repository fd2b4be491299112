// SPDX-License-Identifier: Apache-2.0
// Why no path reaches an anchor.
#include "judge/cause.hpp"

#include <algorithm>
#include <utility>

#include "judge/facts.hpp"
#include "openssl/errors.hpp"
#include <mtlschain/x509/error.hpp>

namespace mtlschain::judge {
namespace {

// The file in which an issuer is expected to be, and the entry that has its name.
struct NamedIssuer {
  const FileEntry* entry = nullptr;
  bool same_key_id = false;  // the certificate's authority key id points to it
};

bool issued_by_name(const x509::Certificate& subject, const x509::Certificate& issuer) {
  return X509_NAME_cmp(X509_get_issuer_name(subject.native()),
                       X509_get_subject_name(issuer.native())) == 0;
}

bool key_ids_agree(const x509::Certificate& subject, const x509::Certificate& issuer) {
  const std::string wanted = subject.authority_key_id();
  return !wanted.empty() && wanted == issuer.subject_key_id();
}

NamedIssuer named_in(std::span<const FileEntry> entries, const x509::Certificate& subject) {
  NamedIssuer found;
  for (const FileEntry& entry : entries) {
    if (!issued_by_name(subject, entry.certificate)) continue;
    const bool agree = key_ids_agree(subject, entry.certificate);
    if (found.entry == nullptr || agree) found = {&entry, agree};
    if (agree) break;
  }
  return found;
}

// istiod's own CA is called by the trust domain alone: O=cluster.local, no CN.
bool is_istiod_self_signed_name(const Scene& scene, const std::string& name) {
  std::vector<std::string> domains{"cluster.local"};
  if (scene.expectation.trust_domain) domains.push_back(*scene.expectation.trust_domain);
  for (const x509::SubjectAltName& san : scene.leaf().alt_names()) {
    if (san.type != x509::SanType::uri) continue;
    if (const auto id = spiffe::parse_id(san.value)) domains.push_back(id->trust_domain);
  }
  return std::ranges::any_of(domains, [&](const std::string& td) { return name == "O = " + td; });
}

std::vector<Fact> against(const FileEntry& entry) {
  std::vector<Fact> facts{{"file", entry.label}};
  for (Fact& known : certificate_facts(entry.certificate)) {
    if (known.name == "subject") continue;
    facts.push_back({"file_" + known.name, std::move(known.value)});
  }
  return facts;
}

// The signatures lead to a self-signed certificate that is no anchor.
Finding wrong_root_cause(const Scene& scene, const x509::Certificate& root, std::size_t depth) {
  const Place place = place_of(scene, root);
  const std::string file = scene.files.label_of(Place::In::root);
  const std::vector<Fact> facts{{"issuer", root.issuer()}, {"file", file}};
  if (const NamedIssuer named = named_in(scene.files.entries(Place::In::root), root);
      named.entry != nullptr) {
    return about(Code::same_name_root, place, root, against(*named.entry));
  }
  if (is_istiod_self_signed_name(scene, root.subject())) {
    return about(Code::self_signed_ca, place, root, facts);
  }
  return about(depth == 0 ? Code::self_signed_leaf : Code::foreign_root, place, root, facts);
}

// OpenSSL takes a certificate whose extensions it cannot decode neither for an issuer nor for one
// issued, and reports an unknown issuer.
bool malformed(const x509::Certificate& certificate) {
  return (X509_get_extension_flags(certificate.native()) & EXFLAG_INVALID) != 0;
}

// NamesakeIssuer is a certificate that has the name of somebody's issuer.
struct NamesakeIssuer {
  x509::Certificate certificate;
  std::string label;
  Place place;
};

// No mesh has as many CAs of one name; each costs a signature check.
constexpr std::size_t most_namesakes = 32;

std::vector<NamesakeIssuer> namesakes_in(std::span<const FileEntry> entries,
                                         const x509::Certificate& subject) {
  std::vector<NamesakeIssuer> found;
  for (const FileEntry& entry : entries) {
    if (found.size() == most_namesakes) break;
    if (!issued_by_name(subject, entry.certificate)) continue;
    found.push_back({entry.certificate, entry.label, entry.place});
  }
  return found;
}

std::vector<NamesakeIssuer> presented_namesakes(const Scene& scene, const x509::Chain& furthest) {
  std::vector<NamesakeIssuer> found;
  for (const x509::Certificate& other : scene.presented()) {
    if (found.size() == most_namesakes) break;
    if (!issued_by_name(furthest.back(), other)) continue;
    if (std::ranges::find(furthest, other) != furthest.end()) continue;
    const Place place = place_of(scene, other);
    found.push_back({other, std::string{"presented["} + std::to_string(place.index) + "]", place});
  }
  return found;
}

bool has_key(const x509::Certificate& certificate) {
  const openssl::QuietErrors quiet;
  return X509_get0_pubkey(certificate.native()) != nullptr;
}

bool signed_by(const x509::Certificate& subject, const x509::Certificate& issuer) {
  const openssl::QuietErrors quiet;
  EVP_PKEY* key = X509_get0_pubkey(issuer.native());
  return key != nullptr && X509_verify(subject.native(), key) == 1;
}

// What keeps OpenSSL from taking a namesake for the issuer, where that is not its key: an extension
// or a key that cannot be decoded, or key identifiers that point elsewhere.
std::optional<Finding> misfit(const Scene& scene, const x509::Certificate& subject,
                              const NamesakeIssuer& namesake) {
  const x509::Certificate& issuer = namesake.certificate;
  if (malformed(issuer)) return about(Code::malformed_certificate, namesake.place, issuer);
  if (!has_key(issuer)) {
    return about(Code::unusable_key_of_issuer, namesake.place, issuer, {{"key", issuer.key()}});
  }
  const int fits = X509_check_issued(issuer.native(), subject.native());
  if (fits == X509_V_OK || !signed_by(subject, issuer)) return std::nullopt;
  return about(Code::key_id_mismatch, place_of(scene, subject), subject,
               {{"issuer", subject.issuer()},
                {"file", namesake.label},
                {"file_fingerprint", base::hex(issuer.sha256())},
                {"file_subject_key_id", base::hex(base::bytes_of(issuer.subject_key_id()))},
                {"reason", x509::verify_text(fits)}});
}

std::optional<Finding> first_misfit(const Scene& scene, const x509::Certificate& subject,
                                    const std::vector<NamesakeIssuer>& namesakes) {
  for (const NamesakeIssuer& namesake : namesakes) {
    if (auto found = misfit(scene, subject, namesake)) return found;
  }
  return std::nullopt;
}

// misfit_cause looks from the top down for a certificate that a plugged root, or for the top one
// any other certificate, did sign without being taken for its issuer.
std::optional<Finding> misfit_cause(const Scene& scene, const x509::Chain& furthest) {
  const x509::Certificate& top = furthest.back();
  if (malformed(top)) return about(Code::malformed_certificate, place_of(scene, top), top);
  if (auto found = first_misfit(scene, top, presented_namesakes(scene, furthest))) return found;
  for (std::size_t i = furthest.size(); i-- > 0;) {
    const auto roots = namesakes_in(scene.files.entries(Place::In::root), furthest[i]);
    if (auto found = first_misfit(scene, furthest[i], roots)) return found;
  }
  return std::nullopt;
}

// A certificate of the issuer's name was presented, but it is not the issuer.
Finding not_the_issuer_cause(const Scene& scene, const x509::Certificate& top) {
  const std::vector<Fact> facts{{"issuer", top.issuer()},
                                {"file", scene.files.label_of(Place::In::root)}};
  return about(Code::bad_signature, place_of(scene, top), top, facts);
}

// Something above the gap is presented that leads to an anchor: the chain is right but for the gap.
bool upper_end_presented(const Scene& scene, const x509::Chain& furthest) {
  const auto anchored = [&](const x509::Certificate& certificate) {
    if (std::ranges::find(furthest, certificate) != furthest.end()) return false;
    return scene.files.anchor(certificate) != nullptr ||
           named_in(scene.files.entries(Place::In::root), certificate).entry != nullptr;
  };
  return std::ranges::any_of(scene.presented(), anchored);
}

Finding absent_issuer_cause(const Scene& scene, const x509::Chain& furthest) {
  const x509::Certificate& top = furthest.back();
  const std::size_t depth = furthest.size() - 1;
  const Place place = place_of(scene, top);
  std::vector<Fact> facts{{"issuer", top.issuer()},
                          {"file", scene.files.label_of(Place::In::root)}};
  if (const NamedIssuer named = named_in(scene.files.entries(), top);
      named.entry != nullptr && !named.entry->certificate.self_issued()) {
    facts.push_back({"found_in", named.entry->label});
    return about(Code::missing_intermediate, place, top, std::move(facts));
  }
  if (is_istiod_self_signed_name(scene, top.issuer())) {
    facts.front().value = top.issuer();
    Finding cause = about(Code::self_signed_ca, place, top, std::move(facts));
    cause.facts.front().value = top.issuer();
    return cause;
  }
  if (depth > 0 && !upper_end_presented(scene, furthest)) {
    Finding cause = about(Code::foreign_root, place, top, std::move(facts));
    cause.facts.front().value = top.issuer();
    return cause;
  }
  // The plugged files name their signing CA: a leaf of another issuer is no leaf of theirs.
  const bool files_name_another =
      scene.expectation.plugged.chain.has_value() || scene.expectation.plugged.ca.has_value();
  return about(files_name_another ? Code::unknown_issuer : Code::missing_intermediate, place, top,
               std::move(facts));
}

}  // namespace

Finding missing_anchor_cause(const Scene& scene, const x509::Chain& furthest) {
  const x509::Certificate& top = furthest.back();
  if (auto cause = misfit_cause(scene, furthest)) return *std::move(cause);
  if (top.self_issued()) return wrong_root_cause(scene, top, furthest.size() - 1);
  const NamedIssuer anchor = named_in(scene.files.entries(Place::In::root), top);
  if (anchor.entry != nullptr) {
    const Code code = anchor.same_key_id ? Code::bad_signature : Code::same_name_root;
    std::vector<Fact> facts = against(*anchor.entry);
    facts.push_back({"issuer", top.issuer()});
    return about(code, place_of(scene, top), top, std::move(facts));
  }
  const auto signs_top = [&](const NamesakeIssuer& other) {
    return signed_by(top, other.certificate);
  };
  const bool plugged = std::ranges::any_of(namesakes_in(scene.files.entries(), top), signs_top);
  const bool claimed = !plugged && !presented_namesakes(scene, furthest).empty();
  return claimed ? not_the_issuer_cause(scene, top) : absent_issuer_cause(scene, furthest);
}

}  // namespace mtlschain::judge
