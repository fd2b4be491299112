// SPDX-License-Identifier: Apache-2.0
#include "judge/misfit.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "judge/facts.hpp"
#include "judge/signature_cost.hpp"
#include "openssl/owning.hpp"
#include <mtlschain/x509/error.hpp>

namespace mtlschain::judge {
namespace {

// No mesh has as many CAs of one name; each may cost a signature check, and counts as one does.
constexpr std::size_t most_candidates = 32;
// Longer chains of names than this are not followed to a root.
constexpr std::size_t most_steps = 16;

void gather(std::span<const FileEntry> entries, const x509::Certificate& subject,
            std::vector<Namesake>& found) {
  for (const FileEntry& entry : entries) {
    if (!subject.names_as_issuer(entry.certificate)) continue;
    found.push_back({entry.certificate, entry.label, entry.place});
  }
}

void gather(const x509::Chain& presented, const x509::Certificate& subject,
            std::vector<Namesake>& found) {
  for (std::size_t i = 1; i < presented.size(); ++i) {
    if (!subject.names_as_issuer(presented[i])) continue;
    found.push_back(
        {presented[i], "presented[" + std::to_string(i) + "]", Place{Place::In::presented, i}});
  }
}

// leads_to_root: names lead from there to the name of a plugged root.
bool leads_to_root(const Scene& scene, x509::Certificate from) {
  for (std::size_t step = 0; step < most_steps; ++step) {
    if (!namesakes_of(scene, from, Among::anchors).empty()) return true;
    const auto above = namesakes_of(scene, from, Among::presented);
    if (above.empty() || above.front().certificate == from) return false;
    from = above.front().certificate;
  }
  return false;
}

std::vector<Fact> serials(const x509::Certificate& subject, const x509::Certificate& issuer) {
  const ASN1_INTEGER* named = X509_get0_authority_serial(subject.native());
  if (named == nullptr) return {};
  const auto text = [](const ASN1_INTEGER* number) {
    return base::hex(base::bytes_of(openssl::raw_bytes(number)));
  };
  return {{"authority_serial", text(named)},
          {"file_serial", text(X509_get0_serialNumber(issuer.native()))}};
}

Finding mismatch(const Scene& scene, const x509::Certificate& subject, const Namesake& namesake,
                 int fits) {
  std::vector<Fact> facts = against(namesake);
  facts.push_back({"issuer", subject.issuer()});
  facts.push_back({"reason", x509::verify_text(fits)});
  for (Fact& fact : serials(subject, namesake.certificate)) facts.push_back(std::move(fact));
  return about(Code::key_id_mismatch, place_of(scene, subject), subject, std::move(facts));
}

// What keeps OpenSSL from taking its true issuer for that.
std::optional<Finding> misfit(const Scene& scene, const x509::Certificate& subject,
                              const Namesake& namesake) {
  const x509::Certificate& issuer = namesake.certificate;
  if (!subject.signed_by(issuer)) return std::nullopt;
  if (issuer.malformed()) return about(Code::malformed_certificate, namesake.place, issuer);
  const int fits = X509_check_issued(issuer.native(), subject.native());
  if (fits != X509_V_OK) return mismatch(scene, subject, namesake, fits);
  if (namesake.place.in != Place::In::presented) return std::nullopt;
  return about(Code::circular_chain, place_of(scene, subject), subject,
               {{"issuer", subject.issuer()}, {"file", namesake.label}});
}

std::optional<Finding> first_misfit(const Scene& scene, const x509::Certificate& subject,
                                    const std::vector<Namesake>& namesakes) {
  for (const Namesake& namesake : namesakes) {
    if (auto found = misfit(scene, subject, namesake)) return found;
  }
  // Whether this one signed it nobody can tell.
  const auto undecodable = std::ranges::find_if(namesakes, [&](const Namesake& namesake) {
    const int fits = X509_check_issued(namesake.certificate.native(), subject.native());
    return fits == X509_V_ERR_NO_ISSUER_PUBLIC_KEY;
  });
  if (undecodable == namesakes.end()) return std::nullopt;
  return about(Code::unusable_key_of_issuer, undecodable->place, undecodable->certificate,
               {{"key", undecodable->certificate.key().text()}});
}

}  // namespace

std::vector<Namesake> namesakes_of(const Scene& scene, const x509::Certificate& subject,
                                   Among among) {
  std::vector<Namesake> found;
  if (among == Among::presented) gather(scene.presented(), subject, found);
  if (among == Among::files) gather(scene.files.entries(), subject, found);
  if (among == Among::anchors) gather(scene.files.entries(Place::In::root), subject, found);
  const std::string wanted = subject.authority_key_id();
  std::vector<std::tuple<bool, std::string, std::size_t>> order;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const x509::Certificate& one = found[i].certificate;
    const bool differs = wanted.empty() || one.subject_key_id() != wanted;
    order.emplace_back(differs, one.der(), i);
  }
  std::ranges::sort(order);
  std::vector<Namesake> sorted;
  std::size_t cost = 0;
  for (const auto& [differs, der, index] : order) {
    const x509::Certificate& one = found[index].certificate;
    if (!sorted.empty() && sorted.back().certificate == one) continue;
    cost += signature_cost(one.native());
    if (cost > most_candidates && !sorted.empty()) break;
    sorted.push_back(std::move(found[index]));
  }
  return sorted;
}

std::vector<Fact> against(const Namesake& other) {
  std::vector<Fact> facts{{"file", other.label}};
  for (Fact& known : certificate_facts(other.certificate)) {
    if (known.name == "subject") continue;
    facts.push_back({"file_" + known.name, std::move(known.value)});
  }
  return facts;
}

std::optional<Finding> misfit_cause(const Scene& scene, const x509::Chain& furthest) {
  const x509::Certificate& top = furthest.back();
  if (top.malformed()) return about(Code::malformed_certificate, place_of(scene, top), top);
  for (std::size_t i = furthest.size(); i-- > 0;) {
    const auto anchors = namesakes_of(scene, furthest[i], Among::anchors);
    if (auto found = first_misfit(scene, furthest[i], anchors)) return found;
  }
  if (top.self_issued()) return std::nullopt;
  std::vector<Namesake> above = namesakes_of(scene, top, Among::presented);
  std::erase_if(above, [&](const Namesake& namesake) {
    const bool on_path = std::ranges::find(furthest, namesake.certificate) != furthest.end();
    return !on_path && !leads_to_root(scene, namesake.certificate);
  });
  return first_misfit(scene, top, above);
}

}  // namespace mtlschain::judge
