// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mtlschain::judge {

// Severity: an error rejects; warnings and notes do not (unless the caller asks with --fail-on).
enum class Severity : std::uint8_t { note, warning, error };

std::string_view severity_name(Severity severity);

// Code names every statement that the judge can make. The list itself, with ids, texts and
// severities, is codes.def, the one source for enum, JSON, help and documentation.
enum class Code : std::uint8_t {
#define MTLSCHAIN_CODE(code, ...) code,
#include <mtlschain/judge/codes.def>
#undef MTLSCHAIN_CODE
};

// Check is the group in which the report lists a finding, in this order. `plugged` is what lint
// says of the files before they are deployed.
enum class Check : std::uint8_t { path, files, dates, identity, handshake, plugged };

std::string_view check_name(Check check);

// CodeInfo is one row of the table.
struct CodeInfo {
  Code code;
  std::string_view id;         // stable words, "same-name-root"
  std::string_view catalogue;  // the number in the catalogue of failure patterns ("M2"), or empty
  Check check;
  Severity severity;
  int rank;                  // headline order: the lowest rank among the errors is the headline
  std::string_view message;  // one line with {fact} placeholders
  std::string_view hint;     // what to do next, with {fact} placeholders; may be empty
};

std::span<const CodeInfo> all_codes();
const CodeInfo& info(Code code);

// Place says where a certificate stands: in the presented chain, in a plugged file, or nowhere in
// particular.
struct Place {
  enum class In : std::uint8_t { none, presented, root, chain, ca, crl, key };
  In in = In::none;
  std::size_t index = 0;

  bool operator==(const Place&) const = default;
};

std::string_view place_name(Place::In in);

// OpenSslError is what X509_verify_cert said: number and depth (leaf = 0) as in `error 20 at 0
// depth lookup`.
struct OpenSslError {
  int number = 0;
  int depth = 0;

  bool operator==(const OpenSslError&) const = default;
};

// Fact is one named piece of evidence ("fingerprint", "expected", "found"); the value may hold
// foreign text.
struct Fact {
  std::string name;
  std::string value;

  bool operator==(const Fact&) const = default;
};

// Finding is one coded statement.
struct Finding {
  Code code{};
  Severity severity = Severity::error;
  Place about{};
  std::vector<Fact> facts{};
  std::optional<OpenSslError> openssl{};
  std::optional<Code> follows{};  // the finding of the same judgement whose consequence this one is
};

// fact is the value of a fact by name, or an empty view.
std::string_view fact(const Finding& finding, std::string_view name);

}  // namespace mtlschain::judge
