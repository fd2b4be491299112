// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

#include <algorithm>

#include "cli/expectation.hpp"
#include "cli/targets.hpp"

namespace mtlschain::cli {
namespace {

bool reads_standard_input(const observe::Target& target) {
  const auto* material = std::get_if<observe::Material>(&target.where);
  return material != nullptr && material->path == "-";
}

}  // namespace

base::Result<Session> open_session(const Options& options, const Streams& streams,
                                   const Environment& environment) {
  Session session{options, environment, {}, {}, options.live, {}};
  auto targets = read_targets(options, environment.standard_input);
  if (!targets) return tl::unexpected(targets.error());
  session.targets = *std::move(targets);
  if (options.waiting.limit && std::ranges::any_of(session.targets, reads_standard_input)) {
    return base::fail(base::Stage::options, "--wait cannot read standard input again",
                      "give file:PATH, or leave --wait out");
  }
  if (options.command == Command::verify) {
    auto plugged = load_plugged(options, streams.err);
    if (!plugged) return tl::unexpected(plugged.error());
    session.plugged = *std::move(plugged);
  }
  if (!options.certificate.empty()) {
    auto credential = observe::load_client_credential(options.certificate, options.key);
    if (!credential) return tl::unexpected(credential.error());
    session.live.credential = *std::move(credential);
  }
  return session;
}

Judge::Judge(const Session& session) : session_(session) {
  inputs_.at = session.judged_at();
  if (!session.plugged) return;
  inputs_ = inputs_of(*session.plugged, inputs_.at);
  expectation_ = expectation_of(session.options.judging, *session.plugged, inputs_.at);
  expectation_->istiod = session.istiod;
}

report::Report Judge::report(observe::Observation observation) const {
  report::Report report;
  report.observed_at = session_.environment.now();
  if (expectation_) {
    report.judgement = judge::judge(observation, *expectation_);
  } else {
    auto& judgement = report.judgement;
    judgement.stock = judge::stock_view(observation.presented, inputs_.at, &judgement.openssl);
  }
  report.observation = std::move(observation);
  return report;
}

int Judge::exit_code(const report::Report& report) const {
  if (!expectation_) return report::observed_exit_code(report.observation);
  return report::exit_code(report, session_.options.judging.fail_on_warning);
}

}  // namespace mtlschain::cli
