// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "cli/look.hpp"
#include "cli/options.hpp"
#include <mtlschain/cli/run.hpp>
#include <mtlschain/report/report.hpp>

namespace mtlschain::cli {

// Session is all that is loaded before the first look.
struct Session {
  const Options& options;
  const Environment& environment;
  std::vector<observe::Target> targets;
  std::optional<trust::PluggedFiles> plugged;  // `verify` only
  observe::LiveOptions live;
  std::optional<observe::Observation> istiod;  // as look_at_istiod saw it

  base::Time judged_at() const { return options.judging.at.value_or(environment.now()); }
};

// open_session reads targets, plugged files and the client certificate. Fails (exit code 2) before
// anything is dialled.
base::Result<Session> open_session(const Options& options, const Streams& streams,
                                   const Environment& environment);

// Judge turns observations into reports under one expectation.
class Judge {
 public:
  explicit Judge(const Session& session);

  report::Report report(observe::Observation observation) const;
  base::ExitCode exit_code(const report::Report& report) const;
  const report::Inputs& inputs() const { return inputs_; }

 private:
  const Session& session_;
  std::optional<judge::Judge> judge_;  // empty: nothing is judged (`show`)
  report::Inputs inputs_;
};

}  // namespace mtlschain::cli
