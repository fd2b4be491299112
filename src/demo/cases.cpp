// SPDX-License-Identifier: Apache-2.0
#include "demo/cases.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "demo/certificates.hpp"

namespace mtlschain::demo {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes ten_years = 24h * 3650;
constexpr std::chrono::minutes one_day = 24h;
constexpr std::chrono::minutes head_start = -2min;  // istiod: notBefore = now - 2 min

Wish root_wish(const char* organisation = "Istio") {
  return {{{"O", organisation}, {"CN", "Root CA"}}, {}, false, head_start, ten_years};
}

Wish intermediate_wish(const char* cluster = "cluster1") {
  return {
      {{"O", "Istio"}, {"CN", "Intermediate CA"}, {"L", cluster}}, {}, true, head_start, ten_years};
}

Wish leaf_wish(std::string_view id = expected_spiffe) {
  return {{}, "URI:" + std::string(id), false, head_start, one_day};
}

// Mesh is a complete set of certificates as `make root-ca cluster1-cacerts` and istiod give it.
struct Certificates {
  Signer root;
  Signer intermediate;
  Signer leaf;
};

Certificates make_all(const Mint& mint, const Wish& root_of, const Wish& leaf_of) {
  auto root = mint.root(root_of);
  auto intermediate = mint.issue(intermediate_wish(), root);
  auto leaf = mint.issue(leaf_of, intermediate);
  return {std::move(root), std::move(intermediate), std::move(leaf)};
}

// as_sidecar is leaf ++ cert-chain.pem ++ root-cert.pem: the root comes twice.
x509::Chain as_sidecar(const Certificates& mesh) {
  return {mesh.leaf.certificate, mesh.intermediate.certificate, mesh.root.certificate,
          mesh.root.certificate};
}

Setup setup(const Certificates& presenting, const Certificates& plugged) {
  return {false,
          as_sidecar(presenting),
          presenting.leaf.key,
          {plugged.root.certificate},
          {plugged.intermediate.certificate, plugged.root.certificate}};
}

Setup with_leaf(base::Time now, const Wish& leaf) {
  const auto mesh = make_all(Mint(now), root_wish(), leaf);
  return setup(mesh, mesh);
}

Setup with_other_root(base::Time now, const char* organisation) {
  const Mint mint(now);
  const auto other = make_all(mint, root_wish(organisation), leaf_wish());
  return setup(other, make_all(mint, root_wish(), leaf_wish()));
}

Setup healthy(base::Time now) {
  return with_leaf(now, leaf_wish());
}

Setup foreign_root(base::Time now) {
  return with_other_root(now, "Elsewhere");
}

Setup same_name_root(base::Time now) {
  return with_other_root(now, "Istio");
}

Setup application_certificate(base::Time now) {
  const Mint mint(now);
  const auto mesh = make_all(mint, root_wish(), leaf_wish());
  const Wish own{{}, "DNS:httpbin.example.com", false, head_start, one_day};
  return setup(make_all(mint, root_wish("Elsewhere"), own), mesh);
}

Setup missing_intermediate(base::Time now) {
  auto result = healthy(now);
  result.presented.erase(result.presented.begin() + 1);
  return result;
}

Setup self_signed_ca(base::Time now) {
  const Mint mint(now);
  auto result = healthy(now);
  const auto own = mint.root({{{"O", "cluster.local"}}, {}, false, head_start, ten_years});
  const auto leaf = mint.issue(leaf_wish(), own);
  result.presented = {leaf.certificate, own.certificate};
  result.key = leaf.key;
  return result;
}

Setup expired_leaf(base::Time now) {
  auto leaf = leaf_wish();
  leaf.begins = -26h;
  return with_leaf(now, leaf);
}

Setup not_yet_valid(base::Time now) {
  auto leaf = leaf_wish();
  leaf.begins = 1h;
  return with_leaf(now, leaf);
}

Setup wrong_identity(base::Time now) {
  return with_leaf(now, leaf_wish("spiffe://cluster.local/ns/istio-demo/sa/default"));
}

Setup plaintext(base::Time now) {
  auto result = healthy(now);
  result.plaintext = true;
  return result;
}

Setup extra_certificate(base::Time now) {
  auto result = healthy(now);
  result.presented.push_back(Mint(now).root(root_wish("Elsewhere")).certificate);
  return result;
}

Setup other_order(base::Time now) {
  auto result = healthy(now);
  std::swap(result.presented[1], result.presented[3]);
  return result;
}

Setup other_intermediate(base::Time now) {
  const Mint mint(now);
  const auto mesh = make_all(mint, root_wish(), leaf_wish());
  auto second = mint.issue(intermediate_wish("cluster2"), mesh.root);
  auto leaf = mint.issue(leaf_wish(), second);
  return setup({mesh.root, std::move(second), std::move(leaf)}, mesh);
}

Setup reissued_root(base::Time now) {
  const Mint mint(now);
  const auto mesh = make_all(mint, root_wish(), leaf_wish());
  auto fresh = mint.reissue(mesh.root, root_wish());
  return setup({std::move(fresh), mesh.intermediate, mesh.leaf}, mesh);
}

constexpr std::array<Case, 14> cases{{
    {"healthy", "nothing: leaf, intermediate, root, root, as a sidecar presents them", "verified",
     healthy},
    {"foreign-root", "the workload got its certificate from another mesh's CA", "foreign-root",
     foreign_root},
    {"same-name-root", "make root-ca ran twice: two roots of one name, two keys", "same-name-root",
     same_name_root},
    {"application-certificate", "no sidecar: the application answers with its own certificate",
     "application-certificate", application_certificate},
    {"missing-intermediate", "cert-chain.pem on the cluster lacks ca-cert.pem",
     "missing-intermediate", missing_intermediate},
    {"self-signed-ca", "istiod did not take the plugged CA and signs with its own",
     "self-signed-ca", self_signed_ca},
    {"other-intermediate", "the chain of another cluster under the same root", "other-intermediate",
     other_intermediate},
    {"extra-certificate", "a certificate behind the chain that is in no file",
     "foreign-certificate", extra_certificate},
    {"other-order", "the right certificates in another order", "verified", other_order},
    {"reissued-root", "the presented root has the plugged root's key, but other dates", "verified",
     reissued_root},
    {"expired-leaf", "the leaf's 24 hours ended two hours ago", "expired-leaf", expired_leaf},
    {"not-yet-valid", "the leaf is valid in an hour", "not-yet-valid", not_yet_valid},
    {"wrong-identity", "the pod runs under service account default", "wrong-identity",
     wrong_identity},
    {"plaintext", "no sidecar: the service answers HTTP in the clear", "plaintext", plaintext},
}};

}  // namespace

std::span<const Case> all_cases() {
  return cases;
}

const Case* find_case(std::string_view name) {
  const auto found = std::ranges::find(cases, name, &Case::name);
  return found == cases.end() ? nullptr : &*found;
}

}  // namespace mtlschain::demo
