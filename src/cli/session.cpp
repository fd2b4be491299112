// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "cli/expectation.hpp"
#include "cli/messages.hpp"
#include "cli/targets.hpp"
#include <mtlschain/report/exit_code.hpp>

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
    return refuse("--wait cannot read standard input again", "give file:PATH, or leave --wait out");
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
    if (!options.output.quiet) note_readable_key(streams.err, options.key);
  }
  return session;
}

Judge::Judge(const Session& session) : session_(session) {
  const base::Time at = session.judged_at();
  if (session.plugged) {
    inputs_ = inputs_of(*session.plugged, at);
    judge::Expectation expectation = expectation_of(session.options.judging, *session.plugged, at);
    expectation.istiod = session.istiod;
    judge_.emplace(std::move(expectation));
  }
  inputs_.at = at;
  inputs_.openssl = OpenSSL_version(OPENSSL_VERSION);
  inputs_.observe_only = !session.plugged;
  inputs_.fail_on_warning = session.options.judging.fail_on_warning;
}

report::Report Judge::report(observe::Observation observation) const {
  report::Report report;
  report.observed_at = session_.environment.now();
  if (judge_) {
    report.judgement = (*judge_)(observation);
  } else {
    auto& judgement = report.judgement;
    judgement.stock = judge::stock_view(observation.presented, inputs_.at, &judgement.openssl);
  }
  report.observation = std::move(observation);
  return report;
}

base::ExitCode Judge::exit_code(const report::Report& report) const {
  return report::exit_code(report, inputs_);
}

}  // namespace mtlschain::cli
