// SPDX-License-Identifier: Apache-2.0
// Pairs of testdata/compare: what was removed, added, re-issued, and who trusts whom.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "case.hpp"
#include <mtlschain/judge/compare.hpp>
#include <mtlschain/observe/material.hpp>

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

const base::Time at = *base::parse_time("2026-06-01T00:00:00Z");

observe::Observation material(const std::string& name) {
  const auto path = std::filesystem::path{MTLSCHAIN_TESTDATA} / "compare" / (name + ".pem");
  return observe::read_material(tests::read_text(path), name);
}

Side side(const std::string& name) {
  return {name, {part_of(material(name), name)}};
}

Comparison compared(const std::string& a, const std::string& b) {
  return compare(side(a), side(b), at);
}

// shape says in a word what the sets have in common: one letter for each certificate or pair.
std::string shape(const Comparison& comparison) {
  return std::string(comparison.both.size(), '=') + std::string(comparison.removed.size(), '-') +
         std::string(comparison.added.size(), '+') + std::string(comparison.reissued.size(), 'r') +
         std::string(comparison.rekeyed.size(), 'k');
}

std::string mirrored(std::string shape) {
  const auto minus = std::ranges::count(shape, '-');
  const auto plus = std::ranges::count(shape, '+');
  std::erase_if(shape, [](char c) { return c == '-' || c == '+'; });
  shape.insert(shape.find_last_of('=') + 1, std::string(static_cast<std::size_t>(plus), '-') +
                                                std::string(static_cast<std::size_t>(minus), '+'));
  return shape;
}

std::string words(const Direction& direction) {
  std::string text{answer_name(direction.answer)};
  for (const Trust& trust : direction.trusts) {
    text += ' ';
    text += ground_name(trust.ground);
  }
  return text;
}

struct Row {
  const char* a;
  const char* b;
  const char* shape;
  const char* outcome;
  const char* a_under_b;
  const char* b_under_a;
};

constexpr std::array rows{
    Row{"a", "a", "=", "equal", "yes same_certificate", "yes same_certificate"},
    Row{"a", "a-commented-twice", "=", "equal", "yes same_certificate", "yes same_certificate"},
    Row{"a-and-b", "b-and-a", "==", "equal", "yes same_certificate same_certificate",
        "yes same_certificate same_certificate"},
    Row{"a", "a-reissued", "r", "same_trust", "yes same_key", "yes same_key"},
    Row{"a", "a-and-a-reissued", "=+", "same_trust", "yes same_certificate",
        "yes same_certificate same_key"},
    Row{"a", "a-same-name", "k", "different", "no same_name", "no same_name"},
    Row{"a", "b", "-+", "different", "no not_trusted", "no not_trusted"},
    Row{"a", "a-and-b", "=+", "different", "yes same_certificate",
        "some not_trusted same_certificate"},
    Row{"a", "a-and-a-same-name", "=+", "different", "yes same_certificate", nullptr},
    Row{"a", "a-expired", "r", "different", "no anchor_not_valid", "yes same_key"},
    Row{"a-expired", "a-expired", "=", "equal", "no anchor_not_valid", "no anchor_not_valid"},
    Row{"a", "a-not-yet-valid", "r", "different", "no anchor_not_valid", "yes same_key"},
    Row{"a", "a-other-key-id", "r", "different", "unknown key_id_differs",
        "unknown key_id_differs"},
    Row{"a", "intermediate", "-+", "different", "some only_below", "yes issued_under"},
    Row{"a", "intermediate-and-a", "=+", "same_trust", "yes same_certificate",
        "yes issued_under same_certificate"},
    Row{"chain", "a", "=--", "same_trust", "yes path", "yes same_certificate"},
    Row{"chain", "b", "---+", "different", "no rejected", "no not_trusted"},
    Row{"chain", "a-and-b", "=--+", "different", "yes path", "some not_trusted same_certificate"},
    Row{"chain", "a-expired", "--r", "different", "no rejected", "yes same_key"},
    Row{"chain", "intermediate", "=--", "different", "yes path", "yes issued_under"},
    Row{"chain", "chain-in-disorder", "===", "equal", "yes path", "yes path"},
    Row{"chain", "chain-renewed-leaf", "==k", "same_trust", "yes path", "yes path"},
    Row{"chain", "chain-of-a-same-name", "rrk", "different", "no rejected", "no rejected"},
    Row{"chain", "chain-expired-leaf", "==r", "same_trust", "yes path", "yes path"},
    Row{"chain", "chain-without-intermediate", "==-", "different", "yes path", "no rejected"},
    Row{"chain-without-root", "chain", "==+", "different", "yes path", "unknown no_anchor"},
    Row{"chain-without-root", "a", "--+", "different", "yes path", "unknown no_anchor"},
    Row{"chain-without-root", "chain-without-root", "==", "equal", "unknown no_anchor",
        "unknown no_anchor"},
};

const Trust& only(const Direction& direction) {
  REQUIRE(direction.trusts.size() == 1);
  return direction.trusts.front();
}

}  // namespace

TEST_CASE("every pair: sets, outcome and both directions, whichever side is A") {
  for (const Row& row : rows) {
    const Comparison comparison = compared(row.a, row.b);
    const std::string pair = std::string{row.a} + " " + row.b;
    CAPTURE(pair);
    CHECK(std::string{outcome_name(outcome(comparison))} == row.outcome);
    CHECK(words(comparison.a_under_b) == row.a_under_b);
    if (row.b_under_a != nullptr) CHECK(words(comparison.b_under_a) == row.b_under_a);
    const Comparison back = compared(row.b, row.a);
    CHECK(mirrored(shape(comparison)) == shape(back));
    CHECK(outcome(comparison) == outcome(back));
    CHECK(words(comparison.a_under_b) == words(back.b_under_a));
    CHECK(words(comparison.b_under_a) == words(back.a_under_b));
  }
}

TEST_CASE("the sets of every pair") {
  for (const Row& row : rows) {
    const std::string pair = std::string{row.a} + " " + row.b;
    CAPTURE(pair);
    CHECK(shape(compared(row.a, row.b)) == row.shape);
  }
}

TEST_CASE("no order and no repeat changes what a comparison says") {
  for (const Row& row : rows) {
    Side a = side(row.a);
    Side b = side(row.b);
    const std::string expected = words(compare(a, b, at).a_under_b) + shape(compare(a, b, at));
    x509::Chain& turned = a.parts.front().certificates;
    do {
      std::ranges::rotate(turned, turned.begin() + 1);
      for (std::size_t& leaf : a.parts.front().leaves) {
        leaf = (leaf + turned.size() - 1) % turned.size();
      }
      const Comparison comparison = compare(a, b, at);
      CHECK(words(comparison.a_under_b) + shape(comparison) == expected);
    } while (!(turned == side(row.a).parts.front().certificates));
    turned.push_back(turned.front());
    if (a.parts.front().leaves == std::vector<std::size_t>{0}) {
      a.parts.front().leaves.push_back(turned.size() - 1);
    }
    const Comparison comparison = compare(a, b, at);
    CHECK(words(comparison.a_under_b) + shape(comparison) == expected);
    CHECK_FALSE(comparison.repeated_in_a.empty());
  }
}

TEST_CASE("places, repeats and sequence") {
  const Comparison twice = compared("a", "a-commented-twice");
  CHECK(twice.repeated_in_a.empty());
  REQUIRE(twice.repeated_in_b.size() == 1);
  CHECK((twice.repeated_in_b.front().labels ==
         std::vector<std::string>{"a-commented-twice[0]", "a-commented-twice[1]"}));
  CHECK_FALSE(twice.same_sequence);
  CHECK(compared("a", "a").same_sequence);
  CHECK_FALSE(compared("a-and-b", "b-and-a").same_sequence);
  CHECK(compared("a-and-b", "b-and-a").both.front().a.labels.front() == "a-and-b[1]");
}

TEST_CASE("what is not valid at the time is listed once, with its places") {
  const Comparison expired = compared("a-expired", "a-expired");
  REQUIRE(expired.not_valid.size() == 1);
  CHECK(expired.not_valid.front().expired);
  CHECK(expired.not_valid.front().held.labels.size() == 2);
  const Comparison early = compared("a", "a-not-yet-valid");
  REQUIRE(early.not_valid.size() == 1);
  CHECK_FALSE(early.not_valid.front().expired);
  CHECK(compared("a", "b").not_valid.empty());
}

TEST_CASE("an added certificate is related to what is already there") {
  const Comparison same_name = compared("a", "a-and-a-same-name");
  REQUIRE(same_name.added.size() == 1);
  CHECK(same_name.added.front().same_name == "a[0]");
  CHECK(same_name.added.front().same_key.empty());
  const Comparison reissued = compared("a-and-a-reissued", "a");
  REQUIRE(reissued.removed.size() == 1);
  CHECK(reissued.removed.front().same_key == "a[0]");
  const Comparison other = compared("a", "a-and-b");
  REQUIRE(other.added.size() == 1);
  CHECK(other.added.front().same_key.empty());
  CHECK(other.added.front().same_name.empty());
}

TEST_CASE("of two roots with one name each answers for itself") {
  const Direction direction = compared("a", "a-and-a-same-name").b_under_a;
  CHECK(direction.answer == Answer::some);
  std::set<Ground> grounds;
  for (const Trust& trust : direction.trusts) grounds.insert(trust.ground);
  CHECK(grounds == std::set{Ground::same_certificate, Ground::same_name});
}

TEST_CASE("a leaf that is refused says why, in places of the other side") {
  const Trust same_name = only(compared("chain", "chain-of-a-same-name").a_under_b);
  REQUIRE(same_name.cause);
  CHECK(same_name.cause->code == Code::same_name_root);
  CHECK(fact(*same_name.cause, "file") == "chain-of-a-same-name[2]");
  const Trust foreign = only(compared("chain", "b").a_under_b);
  REQUIRE(foreign.cause);
  CHECK(foreign.cause->code == Code::foreign_root);
  const Trust gap = only(compared("chain", "chain-without-intermediate").b_under_a);
  REQUIRE(gap.cause);
  CHECK(gap.cause->code == Code::missing_intermediate);
  CHECK(gap.anchor.empty());
}

TEST_CASE("the dates of the leaf itself decide nothing, and are said") {
  const Trust expired = only(compared("chain-expired-leaf", "a").a_under_b);
  CHECK(expired.answer == Answer::yes);
  CHECK(expired.leaf_out_of_date);
  CHECK(expired.anchor == "a[0]");
  CHECK_FALSE(only(compared("chain", "a").a_under_b).leaf_out_of_date);
}

TEST_CASE("beside a bundle a chain is left out of the sets but not of the directions") {
  Side proxy = side("chain");
  proxy.parts.push_back(part_of(material("a-and-b"), "ROOTCA"));
  const Comparison bundles = compare(side("b-and-a"), proxy, at);
  CHECK(bundles.scope == Scope::bundles);
  CHECK(outcome(bundles) == Outcome::equal);
  CHECK(words(bundles.b_under_a) == "yes path same_certificate same_certificate");
  const Comparison less = compare(side("a"), proxy, at);
  CHECK(words(less.b_under_a) == "yes path not_trusted same_certificate");
  CHECK(less.b_under_a.anchors == Answer::some);
  CHECK(outcome(less) == Outcome::different);
  CHECK(words(bundles.a_under_b) == "yes same_certificate same_certificate");
  const Comparison chains = compare(side("chain-of-b"), proxy, at);
  CHECK(chains.scope == Scope::chains);
  CHECK(words(chains.a_under_b) == "yes path");
  CHECK(words(chains.b_under_a) == "no rejected same_certificate not_trusted");
  const Comparison all = compare(proxy, proxy, at);
  CHECK(all.scope == Scope::everything);
  CHECK(shape(all) == "====");
  CHECK(all.repeated_in_a.empty());
}

TEST_CASE("on the wire the first certificate is the leaf, in a file whatever is no CA") {
  observe::Observation seen = material("chain-in-disorder");
  CHECK((part_of(seen, "x").leaves == std::vector<std::size_t>{1}));
  seen.source = observe::Source::transcript;
  CHECK((part_of(seen, "x").leaves == std::vector<std::size_t>{0}));
  CHECK(part_of(material("intermediate-and-a"), "x").leaves.empty());
}

TEST_CASE("the sides that documents give: chains and what is trusted beside them") {
  const auto document = [](const std::string& name) {
    const auto path = std::filesystem::path{MTLSCHAIN_TESTDATA} / "documents" / name;
    const auto seen = observe::read_material_all(tests::read_text(path), name);
    const Side given = side_of(seen, name);
    std::string found;
    for (const Part& part : given.parts) {
      found += part.label + " " + std::to_string(part.certificates.size()) +
               (part.leaves.empty() ? " bundle, " : " chain, ");
    }
    return found;
  };
  CHECK(document("envoy.json") == "envoy.json 4 chain, envoy.json#ROOTCA 2 bundle, ");
  CHECK(document("envoy-warming.json") == "envoy-warming.json#ROOTCA 1 bundle, ");
  CHECK(document("secret-cacerts.json") ==
        "secret-cacerts.json 2 chain, secret-cacerts.json#roots 1 bundle, ");
  CHECK(document("configmap.yaml") == "configmap.yaml 2 bundle, ");
  CHECK(document("bundle.jwks") == "bundle.jwks 2 bundle, ");
  CHECK(document("list.yaml") ==
        "list.yaml#a/one 2 chain, list.yaml#b/two 2 chain, list.yaml#roots 1 bundle, ");
  CHECK(side_of({}, "nothing").parts.empty());
}

TEST_CASE("beyond the bound an answer is unknown") {
  Side many{"many", {{"many", {}, {}}}};
  const x509::Chain leaves = side("chain-of-b").parts.front().certificates;
  for (int copy = 0; copy < 3'000; ++copy) many.parts.push_back({"part", leaves, {0}});
  const Direction direction = compare(many, side("b"), at).a_under_b;
  CHECK(direction.answer == Answer::some);
  CHECK(std::ranges::count(direction.trusts, Ground::bounded, &Trust::ground) == 3'000 - 64);
  CHECK(std::ranges::count(direction.trusts, Answer::yes, &Trust::answer) == 64);
}
