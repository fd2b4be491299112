// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/names.hpp"
#include "report/sections.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/base/time.hpp>

namespace mtlschain::report {

namespace {

// No mesh presents as many; a record (-o json) has them all.
constexpr std::size_t most_shown = 24;

std::string match_text(const std::vector<judge::Match>& matches) {
  if (matches.empty()) return "in no file";
  static constexpr std::array<std::string_view, 3> relations{"= ", "same key as ", "same name as "};
  std::string text;
  std::optional<judge::Match::Kind> last;
  for (const judge::Match& match : matches) {
    if (!text.empty()) text += ", ";
    if (match.kind != last) text += relations.at(static_cast<std::size_t>(match.kind));
    text += short_name(match.label);
    last = match.kind;
  }
  return text;
}

// A day is exact enough for what lives longer than a season.
std::string end_text(base::Time end, std::chrono::seconds lifetime) {
  const std::string text = base::format_time(end);
  return lifetime > std::chrono::days(90) ? text.substr(0, text.find('T')) : text;
}

std::string validity_text(const x509::Certificate& certificate, base::Time at) {
  const auto begin = certificate.not_before();
  const auto end = certificate.not_after();
  if (!begin || !end) return "dates unreadable";
  if (certificate.not_yet_valid_at(at)) return "not valid before " + base::format_time(*begin);
  if (certificate.expired_at(at)) {
    return fmt::format("expired {} ago, at {}", base::format_duration(at - *end),
                       base::format_time(*end));
  }
  const auto lifetime = *end - *begin;
  const auto share = (*end - at).count() * 100 / std::max<long long>(lifetime.count(), 1);
  return fmt::format("{}% of {} left, until {}", share, base::format_duration(lifetime),
                     end_text(*end, lifetime));
}

// Key and signature are worth a word only where they are not what everyone uses.
std::string unusual_text(const x509::Certificate& certificate) {
  std::string text;
  const x509::Key key = certificate.key();
  if (!key.usual()) text = ", key " + short_name(key.text());
  if (certificate.weak_signature()) {
    text += ", signed " + short_name(certificate.signature_algorithm());
  }
  return text;
}

// The second line of a certificate: where it is known from, and its dates. No file holds the leaf.
std::string detail_text(const x509::Certificate& certificate, const judge::Label* label,
                        base::Time at) {
  const bool is_known = label != nullptr;
  const bool is_plain_leaf = is_known && label->role == judge::Role::leaf && label->matches.empty();
  const std::string files = is_known && !is_plain_leaf ? match_text(label->matches) + "; " : "";
  return files + validity_text(certificate, at) + unusual_text(certificate);
}

void put_unparsed(Page& page, const observe::Unparsed& unparsed) {
  const std::string line = unparsed.line == 0 ? "" : fmt::format(" (line {})", unparsed.line);
  page.put(fmt::format("  {} ", unparsed.position),
           fmt::format("no certificate{}: {}", line, base::printable(unparsed.reason)), Ink::bad);
}

void put_certificate(Page& page, const Report& report, std::size_t index, base::Time at) {
  const x509::Certificate& certificate = report.observation.presented[index];
  const auto& labels = report.judgement.labels;
  const judge::Label* label = index < labels.size() ? &labels[index] : nullptr;
  const std::string_view role = label == nullptr ? "" : judge::role_name(label->role);
  const std::string aligned = fmt::format("  {} {:<13}", index, role);
  const std::string name = certificate_name(certificate);
  if (label != nullptr && label->repeats) {
    return page.put(aligned, fmt::format("repeats {}: {}", *label->repeats, name), Ink::faint);
  }
  page.put(page.fits(aligned, name) ? aligned : fmt::format("  {} {} ", index, role), name);
  const bool is_stranger = label != nullptr && label->matches.empty() && index > 0;
  page.put("      ", detail_text(certificate, label, at), is_stranger ? Ink::caution : Ink::faint);
}

}  // namespace

void put_presented(Page& page, const Report& report, const Inputs& inputs) {
  const observe::Observation& seen = report.observation;
  if (seen.presented.empty() && seen.unparsed.empty()) return;
  page.line("presented chain", Ink::strong);
  const std::size_t shown = std::min(seen.presented.size(), most_shown);
  for (std::size_t index = 0; index < shown; ++index) {
    put_certificate(page, report, index, inputs.at);
  }
  const std::size_t unreadable = std::min(seen.unparsed.size(), most_shown);
  for (std::size_t index = 0; index < unreadable; ++index) put_unparsed(page, seen.unparsed[index]);
  const std::size_t rest = seen.presented.size() + seen.unparsed.size() - shown - unreadable;
  if (seen.omitted > 0) {
    page.line(fmt::format("  and {} more, which were not kept", rest + seen.omitted), Ink::faint);
  } else if (rest > 0)
    page.line(fmt::format("  and {} more: see them with -o json", rest), Ink::faint);
}

}  // namespace mtlschain::report
