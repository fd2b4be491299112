// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string>

#include "report/names.hpp"
#include "report/sections.hpp"
#include <mtlschain/judge/explanation.hpp>
#include <mtlschain/report/render.hpp>
#include <mtlschain/x509/error.hpp>

namespace mtlschain::report {

namespace {

std::string about_text(const judge::Place& place) {
  if (place.in == judge::Place::In::none) return {};
  return fmt::format(" ({} certificate {})", judge::place_name(place.in), place.index);
}

// What the first line says behind the target.
std::string headline_text(const Report& report) {
  const observe::Observation& seen = report.observation;
  if (judge::verdict(report.judgement) == judge::Verdict::verified) return "verified";
  if (const judge::Finding* cause = headline(report.judgement)) {
    return "rejected: " + message(*cause) + about_text(cause->about);
  }
  if (seen.failure) return "not observed: " + base::printable(seen.failure->message);
  return seen.presented.empty() ? "not observed: no certificate" : "not judged";
}

std::string way_out(const Report& report) {
  if (const judge::Finding* cause = headline(report.judgement)) return hint(*cause);
  const auto& failure = report.observation.failure;
  return failure && !report.judgement.judged ? base::printable(failure->hint) : std::string{};
}

std::string verdict_text(const Report& report) {
  if (judge::verdict(report.judgement) == judge::Verdict::verified) return "verified";
  if (const judge::Finding* cause = headline(report.judgement)) {
    return fmt::format("rejected: {}", judge::info(cause->code).id);
  }
  const auto& failure = report.observation.failure;
  const judge::Explanation* sight = judge::sight_of(report.observation);
  if (sight != nullptr) return fmt::format("not observed: {} ({})", sight->id, sight->catalogue);
  if (failure) return fmt::format("not observed: {}", observe::failure_name(failure->kind));
  return report.observation.presented.empty() ? "not observed: no_certificate" : "not judged";
}

}  // namespace

Ink verdict_ink(judge::Verdict verdict) {
  static constexpr std::array inks{Ink::good, Ink::bad, Ink::caution};
  return inks.at(static_cast<std::size_t>(verdict));
}

void put_headline(Page& page, const Report& report) {
  const std::string target = short_name(report.observation.target);
  page.put("", target + ": " + headline_text(report),
           verdict_ink(judge::verdict(report.judgement)));
  const std::string next = way_out(report);
  if (!next.empty()) page.put("  hint: ", next, Ink::strong);
}

void put_stock_view(Page& page, const judge::Judgement& judgement, const Inputs& inputs) {
  if (!judgement.stock) return;
  const std::string without = "without " + root_label(inputs) + ": ";
  const auto& error = judgement.stock->error;
  if (!error) return page.line(without + "no verify error");
  page.line(fmt::format("{}verify error:num={}:{}", without, error->number,
                        x509::verify_text(error->number)));
  page.put("  ",
           judgement.stock->expected
               ? "expected: the chain ends in a private root, which no client trusts of itself"
               : "a symptom: a healthy mesh that presents its root shows error 19 here");
}

void put_verdict(Page& page, const Report& report) {
  page.line(verdict_text(report), verdict_ink(judge::verdict(report.judgement)));
}

void write_text(std::ostream& out, const Report& report, const Inputs& inputs, const Style& style) {
  if (style.quiet) {
    if (judge::verdict(report.judgement) == judge::Verdict::verified) return;
    out << short_name(report.observation.target) << ": " << headline_text(report) << '\n';
    return;
  }
  Page page(out, style);
  put_headline(page, report);
  put_endpoint(page, report.observation);
  put_presented(page, report, inputs);
  put_checks(page, report, inputs);
  put_stock_view(page, report.judgement, inputs);
  put_verdict(page, report);
}

}  // namespace mtlschain::report
