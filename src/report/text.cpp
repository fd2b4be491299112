// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "report/names.hpp"
#include "report/sections.hpp"
#include <mtlschain/judge/explanation.hpp>
#include <mtlschain/report/exit_code.hpp>
#include <mtlschain/report/render.hpp>
#include <mtlschain/x509/error.hpp>

namespace mtlschain::report {

namespace {

std::string about_text(const judge::Place& place) {
  if (place.in == judge::Place::In::none) return {};
  return fmt::format(" ({} certificate {})", judge::place_name(place.in), place.index);
}

// What the first line says behind the target.
std::string headline_text(const Report& report, const Inputs& inputs) {
  if (const judge::Finding* cause = headline(report.judgement, inputs)) {
    return "rejected: " + message(*cause) + about_text(cause->about);
  }
  const auto word = verdict(report, inputs);
  if (!word) return "not judged";
  if (*word == judge::Verdict::verified) return "verified";
  const auto& failure = report.observation.failure;
  return "not observed: " + (failure ? base::printable(failure->message) : "no certificate");
}

// Nothing was judged: what would make it possible.
void put_way_out(Page& page, const Report& report, const Inputs& inputs) {
  const auto& failure = report.observation.failure;
  if (!failure || report.judgement.judged) return;
  if (!failure->hint.empty()) page.put("  hint: ", base::printable(failure->hint), Ink::strong);
  const judge::Explanation* sight = judge::sight_of(report.observation);
  if (sight == nullptr || sight->command.empty()) return;
  page.line("  run:  " + command(sight->command, words_of(report, inputs)));
}

std::string verdict_text(const Report& report, const Inputs& inputs) {
  if (const judge::Finding* cause = headline(report.judgement, inputs)) {
    return fmt::format("rejected: {}", judge::info(cause->code).id);
  }
  const auto word = verdict(report, inputs);
  if (!word) return "not judged";
  if (*word == judge::Verdict::verified) return "verified";
  const auto& failure = report.observation.failure;
  const judge::Explanation* sight = judge::sight_of(report.observation);
  if (sight != nullptr) return fmt::format("not observed: {} ({})", sight->id, sight->catalogue);
  return fmt::format("not observed: {}",
                     failure ? observe::failure_name(failure->kind) : "no_certificate");
}

Ink verdict_ink(std::optional<judge::Verdict> verdict) {
  static constexpr std::array inks{Ink::good, Ink::bad, Ink::caution};
  return verdict ? inks.at(static_cast<std::size_t>(*verdict)) : Ink::faint;
}

std::string stock_meaning(const judge::Judgement& judgement) {
  if (judgement.stock->expected) {
    return "expected: the chain ends in a private root, which no client trusts of itself";
  }
  if (judge::verdict(judgement) == judge::Verdict::verified) {
    return "expected where the root is not presented, as by ztunnel and istiod; a sidecar shows 19";
  }
  return "a symptom: a healthy mesh that presents its root shows error 19 here";
}

}  // namespace

void put_headline(Page& page, const Report& report, const Inputs& inputs) {
  const std::string target = short_name(report.observation.target);
  page.put("", target + ": " + headline_text(report, inputs), verdict_ink(verdict(report, inputs)));
  if (const judge::Finding* cause = headline(report.judgement, inputs)) {
    return put_cause(page, *cause, words_of(report, inputs));
  }
  put_way_out(page, report, inputs);
}

void put_stock_view(Page& page, const judge::Judgement& judgement, const Inputs& inputs) {
  if (!judgement.stock) return;
  const std::string without = "without " + root_label(inputs) + ": ";
  const auto& error = judgement.stock->error;
  if (!error) return page.line(without + "no verify error");
  page.line(fmt::format("{}verify error:num={}:{}", without, error->number,
                        x509::verify_text(error->number)));
  page.put("  ", stock_meaning(judgement));
}

void put_verdict(Page& page, const Report& report, const Inputs& inputs) {
  page.line(verdict_text(report, inputs), verdict_ink(verdict(report, inputs)));
}

void write_text(std::ostream& out, const Report& report, const Inputs& inputs, const Style& style) {
  if (style.quiet) {
    if (exit_code(report, inputs) == base::ExitCode::verified) return;
    out << short_name(report.observation.target) << ": " << headline_text(report, inputs) << '\n';
    return;
  }
  Page page(out, style);
  put_headline(page, report, inputs);
  put_endpoint(page, report.observation);
  put_presented(page, report, inputs);
  put_checks(page, report, inputs);
  put_stock_view(page, report.judgement, inputs);
  put_verdict(page, report, inputs);
}

}  // namespace mtlschain::report
