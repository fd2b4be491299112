// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/time.hpp>
#include <mtlschain/judge/finding.hpp>
#include <mtlschain/observe/observation.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::judge {

// Part is one sequence of certificates of a side: a presented chain, or a bundle of anchors.
struct Part {
  std::string label;         // its certificates are called "label[0]", "label[1]"
  x509::Chain certificates;  // in the order of the source
  // Positions of its leaves, ascending; empty: a bundle, of which every certificate is an anchor.
  std::vector<std::size_t> leaves{};
  // Blocks of the source that are no certificate; their positions are left free in the numbering.
  std::vector<observe::Unparsed> unparsed{};
};

// part_of reads what was presented. Of a handshake, a transcript or a proxy's dump the first
// certificate is the leaf; of a file each that is neither a CA nor self issued, whatever the order.
// Beside a trust bundle nothing else is an anchor: there the first of a chain without a leaf, which
// is the signing CA's own, stands for the leaves that it signs.
Part part_of(const observe::Observation& seen, std::string label);

// Side is one of the two things compared. Its anchors are those of its bundles; where it has none,
// the self-signed certificates of its chains.
struct Side {
  std::string name;
  std::vector<Part> parts;
};

// side_of gathers all that was seen at one target, whose name the side takes: each presented chain,
// called as its observation is, and each distinct trust bundle, called after it with `#ROOTCA` or
// `#roots` where there is a chain too. Without any certificate the side has no parts.
Side side_of(std::span<const observe::Observation> seen, std::string name);

// Held is a certificate of a side and every place where the side has it.
struct Held {
  x509::Certificate certificate;
  std::vector<std::string> labels;
};

// Pair relates a certificate of A to one of B.
struct Pair {
  Held a;
  Held b;
};

// Lone is a certificate that only one side has. `same_key` and `same_name` are the place on the
// other side of one that has its name with its key, or with another key, and that is itself paired
// otherwise; empty: there is none.
struct Lone {
  Held held;
  std::string same_key{};
  std::string same_name{};
};

// Dated is a certificate that is not valid at the time of the comparison.
struct Dated {
  Held held;            // with the places on both sides
  bool expired = true;  // false: not yet valid
};

// Scope is what of the sides was set against each other: where one has a bundle alone and the other
// a chain beside its bundle, the bundles; likewise the chains; else everything.
enum class Scope : std::uint8_t { everything, bundles, chains };

std::string_view scope_name(Scope scope);

// Answer to "does it verify under the other side's anchors?"; `some`: for a part of the leaves.
enum class Answer : std::uint8_t { yes, some, no, unknown };

std::string_view answer_name(Answer answer);

// Ground is why.
enum class Ground : std::uint8_t {
  path,              // yes: a valid path leads from the leaf to an anchor
  same_certificate,  // yes: the anchor itself is trusted there
  same_key,          // yes: its key and name are trusted there, in another certificate
  issued_under,      // yes: it is an intermediate, and an anchor there is above it
  only_below,        // some: not the root but an intermediate under it is trusted there
  rejected,          // no: no valid path; the cause says why
  not_trusted,       // no: no anchor there has its key
  same_name,         // no: an anchor there has its name, but another key
  anchor_not_valid,  // no: trusted there, but by a certificate that is not valid at the time
  no_anchor,         // unknown: the other side shows no root
  key_id_differs,    // unknown: its key is trusted there under another key identifier
  bounded,           // unknown: too many certificates to judge them all
};

std::string_view ground_name(Ground ground);

// Trust is one leaf, or one anchor that stands for every leaf under it, against the anchors of the
// other side.
struct Trust {
  Held subject;
  bool is_leaf = false;
  Answer answer = Answer::unknown;
  Ground ground = Ground::bounded;
  std::string anchor{};            // the place of the other side's certificate that decides
  std::optional<Finding> cause{};  // of `rejected`; its fact `file` is a place on the other side
  bool leaf_out_of_date = false;   // the leaf itself is not valid at the time; decides nothing
};

// Direction answers for all of one side: `answer` for its leaves, or where it has none for its
// anchors; `anchors` for what it trusts itself, which may be more than its leaves need.
struct Direction {
  Answer answer = Answer::unknown;
  Answer anchors = Answer::unknown;
  std::vector<Trust> trusts;  // its leaves, then the anchors of its bundles
};

// Comparison is what A and B have in common and what not. Certificates are in a fixed order
// (leaves, intermediates, roots; by name, end of validity, fingerprint), whatever their order in
// the sides.
struct Comparison {
  Scope scope = Scope::everything;
  bool same_sequence = false;  // byte for byte the same certificates in the same order
  std::vector<Pair> both;      // equal bytes
  std::vector<Lone> removed;   // only in A
  std::vector<Lone> added;     // only in B
  std::vector<Pair> reissued;  // same name and key, other bytes
  std::vector<Pair> rekeyed;   // same name, another key
  std::vector<Dated> not_valid;
  std::vector<Held> repeated_in_a;
  std::vector<Held> repeated_in_b;
  std::size_t unparsed = 0;  // blocks of either side that could not be read
  Direction a_under_b;       // does a leaf under A verify under B's anchors?
  Direction b_under_a;
};

// compare sets A against B as of `at`. Pure, never fails; each side has at least one certificate.
// Blind to order and repeats, which it reports apart. At most 64 leaves or anchors of a side are
// verified; further ones are `unknown`, `bounded`.
Comparison compare(const Side& a, const Side& b, base::Time at);

// Outcome is the verdict, computed from the comparison.
enum class Outcome : std::uint8_t {
  equal,       // the same set of certificates; never where a block could not be read
  same_trust,  // other certificates, but what verifies under one side's anchors does so under both
  different,
};

std::string_view outcome_name(Outcome outcome);
Outcome outcome(const Comparison& comparison);

}  // namespace mtlschain::judge
