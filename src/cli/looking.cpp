// SPDX-License-Identifier: Apache-2.0
#include "cli/looking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <map>
#include <numeric>
#include <system_error>

#include "cli/descriptor_buffer.hpp"
#include "cli/istiod.hpp"
#include "cli/messages.hpp"
#include "cli/printer.hpp"
#include "cli/session.hpp"
#include "cli/style.hpp"
#include <mtlschain/report/exit_code.hpp>

namespace mtlschain::cli {
namespace {

using base::ExitCode;
using Clock = std::chrono::steady_clock;

constexpr int time_up_code = 124;
constexpr int closed_output_code = 141;
constexpr std::size_t longest_note = 1000;

Format format_of(const Options& options) {
  const auto usual = options.command == Command::show ? Format::s_client : Format::text;
  return options.output.format.value_or(usual);
}

Printing printing_of(const Session& session, const Judge& judge) {
  const auto& options = session.options;
  return {format_of(options), style_of(options.output, session.environment), judge.inputs(),
          session.live.all_addresses};
}

// Tally is what a run comes to: the worst code, and what went wrong in writing.
struct Tally {
  ExitCode code = ExitCode::verified;
  std::optional<base::Error> unsaved;

  void add(ExitCode next) { code = base::worst(code, next); }
};

// Desk is where finished reports go: certificates saved, report printed, code counted.
class Desk {
 public:
  Desk(const Session& session, const Streams& streams, const Judge& judge, StatusLine& status)
      : streams_(streams),
        judge_(judge),
        status_(status),
        printer_(streams, printing_of(session, judge), status),
        several_addresses_(session.live.all_addresses) {
    const bool several = session.targets.size() > 1 || session.live.all_addresses;
    const auto& directory = session.options.output.save_certs;
    if (!directory.empty()) folder_.emplace(directory, several);
  }

  // Of several addresses of one name none is finished before all are seen.
  void take(std::size_t index, report::Report report) {
    if (several_addresses_) return services_[index].push_back(std::move(report));
    finish(index, std::move(report));
  }

  ExitCode close() {
    for (auto& [index, reports] : services_) {
      compare_signers(reports);
      for (auto& report : reports) finish(index, std::move(report));
    }
    printer_.finish();
    status_.clear();
    if (!tally_.unsaved) return tally_.code;
    return base::worst(tally_.code, failed(*tally_.unsaved, streams_));
  }

 private:
  static void compare_signers(std::vector<report::Report>& reports) {
    std::vector<judge::Seen> service;
    for (auto& report : reports) service.push_back({report.observation, report.judgement});
    judge::note_mixed_signers(service);
  }

  void finish(std::size_t index, report::Report report) {
    const ExitCode code = judge_.exit_code(report);
    tally_.add(code);
    status_.count(code);
    if (folder_ && !tally_.unsaved) save(report.observation);
    printer_.add(index, std::move(report), code == ExitCode::verified);
  }

  // With --quiet as well: what was there before looks like a part of the chain.
  void save(const observe::Observation& observation) {
    const auto others = folder_->save(observation);
    if (!others) tally_.unsaved = others.error();
    if (!others || others->empty()) return;
    status_.clear();
    put_note(streams_.err, base::printable(fmt::format("not of this chain, left from before: {}",
                                                       fmt::join(*others, ", ")),
                                           longest_note));
  }

  const Streams& streams_;
  const Judge& judge_;
  StatusLine& status_;
  Printer printer_;
  std::optional<CertificateFolder> folder_;
  Tally tally_;
  bool several_addresses_;
  std::map<std::size_t, std::vector<report::Report>> services_;
};

bool shows_status(const Session& session) {
  return session.environment.err_is_terminal && !session.options.output.quiet;
}

// Of a run that was stopped, somebody has to know what is missing.
void note_not_begun(std::size_t count, const Session& session, const Streams& streams,
                    const observe::Stopper& stop) {
  if (stop.requested() <= 0 || session.targets.size() < 2) return;
  put_note(streams.err, fmt::format("stopped by signal {}: {} of {} targets were not begun",
                                    stop.requested(), count, session.targets.size()));
}

ExitCode look_once(Session& session, const Streams& streams, observe::Stopper& stop) {
  look_at_istiod(session, stop);
  const Judge judge(session);
  StatusLine status(streams.err, shows_status(session), session.targets.size());
  Desk desk(session, streams, judge, status);
  const auto sink = [&](std::size_t index, observe::Observation observation) {
    desk.take(index, judge.report(std::move(observation)));
    if (!streams.out) stop.request();
  };
  const auto looked = look({session.targets, session.live, session.environment.standard_input, stop,
                            session.environment.catch_signals, sink});
  const ExitCode code = desk.close();
  if (!looked) return base::worst(code, failed(looked.error(), streams));
  note_not_begun(*looked, session, streams, stop);
  return code;
}

// Patience is the state of --wait: the last reports of every target, and which are not good yet.
struct Patience {
  std::vector<std::vector<report::Report>> last;
  std::vector<std::size_t> pending;
  bool hopeless = false;  // a file that cannot be read: no use in looking again
};

base::Result<std::size_t> look_again(const Session& session, const Judge& judge,
                                     const observe::LiveOptions& live, Patience& state,
                                     observe::Stopper& stop) {
  std::vector<observe::Target> targets;
  for (const auto index : state.pending) targets.push_back(session.targets[index]);
  std::vector<std::vector<report::Report>> fresh(targets.size());
  const auto sink = [&](std::size_t index, observe::Observation observation) {
    fresh[index].push_back(judge.report(std::move(observation)));
  };
  const auto looked = look({targets, live, session.environment.standard_input, stop,
                            session.environment.catch_signals, sink});
  std::vector<std::size_t> unfinished;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto code = [&](ExitCode worst, const report::Report& report) {
      return base::worst(worst, judge.exit_code(report));
    };
    const ExitCode worst =
        std::accumulate(fresh[i].begin(), fresh[i].end(), ExitCode::verified, code);
    if (worst != ExitCode::verified || fresh[i].empty()) unfinished.push_back(state.pending[i]);
    if (worst == ExitCode::usage) state.hopeless = true;
    if (!fresh[i].empty()) state.last[state.pending[i]] = std::move(fresh[i]);
  }
  state.pending = std::move(unfinished);
  return looked;
}

ExitCode look_until_good(Session& session, const Streams& streams, observe::Stopper& stop) {
  using std::chrono::milliseconds;
  const auto& waiting = session.options.waiting;
  const auto end = Clock::now() + *waiting.limit;
  const auto left = [&] { return std::chrono::ceil<milliseconds>(end - Clock::now()); };
  StatusLine status(streams.err, shows_status(session), session.targets.size());
  Patience state{std::vector<std::vector<report::Report>>(session.targets.size()), {}, false};
  state.pending.resize(session.targets.size());
  std::iota(state.pending.begin(), state.pending.end(), std::size_t{0});
  auto live = session.live;
  std::optional<Judge> judge;
  for (;;) {
    look_at_istiod(session, stop);
    judge.emplace(session);
    live.timeout = std::min(session.live.timeout, std::max(left(), waiting.interval));
    const auto looked = look_again(session, *judge, live, state, stop);
    if (!looked) return failed(looked.error(), streams);
    const auto rest = left();
    if (state.pending.empty() || state.hopeless || stop.requested() != 0 || rest.count() <= 0)
      break;
    status.say(fmt::format("{} of {} not good yet, {} left", state.pending.size(),
                           session.targets.size(),
                           base::format_duration(std::chrono::ceil<std::chrono::seconds>(rest))));
    observe::interruptible_sleep(std::min(waiting.interval, rest), stop,
                                 session.environment.catch_signals);
    if (stop.requested() != 0) break;
  }
  status.clear();
  StatusLine no_status(streams.err, false, 0);
  Desk desk(session, streams, *judge, no_status);
  for (std::size_t i = 0; i < state.last.size(); ++i) {
    for (auto& report : state.last[i]) desk.take(i, std::move(report));
  }
  const ExitCode code = desk.close();
  return state.pending.empty() || state.hopeless ? code : ExitCode::time_up;
}

}  // namespace

base::ExitCode run_looking(const Options& options, const Streams& streams,
                           const Environment& environment) {
  auto session = open_session(options, streams, environment);
  if (!session) return failed(session.error(), streams);
  observe::Stopper own;
  observe::Stopper& stop = environment.stop != nullptr ? *environment.stop : own;
  const base::ExitCode code = options.waiting.limit ? look_until_good(*session, streams, stop)
                                                    : look_once(*session, streams, stop);
  const base::ExitCode written = finish_output(code, streams, environment);
  return stop.requested() > 0 && written == code ? base::ended_by(stop.requested()) : written;
}

base::ExitCode finish_output(base::ExitCode code, const Streams& streams,
                             const Environment& environment) {
  streams.out.flush();
  if (streams.out) return code;
  const int error = environment.output_error();
  if (error == EPIPE) return base::ExitCode::output_closed;
  if (error == DescriptorBuffer::gave_up) return code;
  const auto reason = error == 0 ? "unknown reason" : std::generic_category().message(error);
  const base::Error error_of_output{base::Stage::output,
                                    fmt::format("cannot write the report: {}", reason),
                                    "look for a full disk"};
  return base::worst(code, failed(error_of_output, streams));
}

}  // namespace mtlschain::cli
