// SPDX-License-Identifier: Apache-2.0
#include "report/evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "report/names.hpp"
#include <mtlschain/x509/error.hpp>

namespace mtlschain::report {

namespace {

constexpr std::size_t digits_shown = 16;
constexpr std::size_t fingerprint_digits = 40;
constexpr std::string_view of_file = "file_";

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::string cut_digest(std::string_view value) {
  if (value.size() < fingerprint_digits || !is_hex(value)) return short_name(value);
  return std::string(value.substr(0, digits_shown)) + "...";
}

bool is_date(std::string_view name) {
  return name.ends_with("not_before") || name.ends_with("not_after");
}

// Facts that only fill a template, or that say in a word for programs what another one says.
bool is_filler(std::string_view name) {
  static constexpr std::array<std::string_view, 7> fillers{"text",  "reason", "at",     "ago",
                                                           "ahead", "root",   "held_by"};
  return std::ranges::find(fillers, name) != fillers.end();
}

bool is_told(const judge::Finding& finding, std::string_view name) {
  const judge::CodeInfo& row = judge::info(finding.code);
  const std::string placeholder = fmt::format("{{{}}}", name);
  return row.message.find(placeholder) != std::string_view::npos ||
         row.hint.find(placeholder) != std::string_view::npos;
}

// What whole_evidence has lines of its own for.
bool is_of_certificate(std::string_view name) {
  static constexpr std::array<std::string_view, 7> names{
      "subject",          "issuer",     "fingerprint", "subject_key_id",
      "authority_key_id", "not_before", "not_after"};
  if (name.starts_with(of_file)) name.remove_prefix(of_file.size());
  return std::ranges::find(names, name) != names.end();
}

std::string named(const judge::Finding& finding, std::string_view prefix, std::string_view name,
                  std::string_view word) {
  const auto value = judge::fact(finding, fmt::format("{}{}", prefix, name));
  return value.empty() ? std::string{} : fmt::format("{} {}", word, short_name(value));
}

std::string joined(std::initializer_list<std::string> parts) {
  std::vector<std::string> told;
  std::ranges::copy_if(parts, std::back_inserter(told),
                       [](const std::string& part) { return !part.empty(); });
  return fmt::format("{}", fmt::join(told, ", "));
}

// The facts of one certificate, those whose names begin with `prefix`.
void add_certificate(const judge::Finding& finding, std::string_view prefix, std::string head,
                     std::vector<std::string>& lines) {
  const auto from = judge::fact(finding, fmt::format("{}not_before", prefix));
  const auto until = judge::fact(finding, fmt::format("{}not_after", prefix));
  const std::string dates =
      from.empty() ? std::string{}
                   : fmt::format("valid {} to {}", short_name(from), short_name(until));
  const auto add = [&](std::string line) {
    if (!line.empty()) lines.push_back(std::move(line));
  };
  add(joined({std::move(head), dates}));
  add(named(finding, prefix, "fingerprint", "sha256"));
  add(joined({named(finding, prefix, "subject_key_id", "key id"),
              named(finding, prefix, "authority_key_id", "issuer's key id")}));
}

std::string head_of(const judge::Finding& finding) {
  const judge::Place& place = finding.about;
  const std::string subject = short_name(judge::fact(finding, "subject"));
  const std::string issuer =
      is_told(finding, "issuer") ? std::string{} : named(finding, "", "issuer", "issued by");
  if (place.in == judge::Place::In::none) return joined({subject, issuer});
  const std::string where = fmt::format("{}[{}]", judge::place_name(place.in), place.index);
  return joined({subject.empty() ? where : where + " " + subject, issuer});
}

}  // namespace

std::string short_evidence(const judge::Finding& finding) {
  std::vector<std::string> told;
  for (const judge::Fact& fact : finding.facts) {
    if (is_filler(fact.name) || is_date(fact.name) || is_told(finding, fact.name)) continue;
    told.push_back(short_name(fact.name) + " " + cut_digest(fact.value));
  }
  return fmt::format("{}", fmt::join(told, ", "));
}

std::vector<std::string> whole_evidence(const judge::Finding& finding) {
  std::vector<std::string> lines;
  const bool has_file = !judge::fact(finding, "file_fingerprint").empty();
  if (!judge::fact(finding, "fingerprint").empty()) {
    add_certificate(finding, "", head_of(finding), lines);
  }
  if (has_file) {
    add_certificate(finding, of_file, short_name(judge::fact(finding, "file")), lines);
  }
  std::vector<std::string> rest;
  for (const judge::Fact& fact : finding.facts) {
    const bool elsewhere = is_of_certificate(fact.name) || (has_file && fact.name == "file");
    if (elsewhere || is_filler(fact.name) || is_told(finding, fact.name)) continue;
    if (fact.value.empty()) continue;
    rest.push_back(fmt::format("{} {}", short_name(fact.name), short_name(fact.value)));
  }
  if (!rest.empty()) lines.push_back(fmt::format("{}", fmt::join(rest, ", ")));
  return lines;
}

std::string openssl_text(const judge::OpenSslError& error) {
  return fmt::format("OpenSSL: error {} at depth {} ({})", error.number, error.depth,
                     x509::verify_symbol(error.number));
}

}  // namespace mtlschain::report
