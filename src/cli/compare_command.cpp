// SPDX-License-Identifier: Apache-2.0
#include "cli/compare_command.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <array>
#include <utility>
#include <variant>

#include "cli/look.hpp"
#include "cli/looking.hpp"
#include "cli/messages.hpp"
#include "cli/session.hpp"
#include "cli/style.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/report/compare.hpp>
#include <mtlschain/report/exit_code.hpp>

namespace mtlschain::cli {
namespace {

using base::ExitCode;
using observe::Observation;
using Seen = std::array<std::vector<Observation>, 2>;

// A file is called by its last component, for its certificates are: root-cert.pem[0].
std::string short_name(const observe::Target& target) {
  const auto* material = std::get_if<observe::Material>(&target.where);
  if (material == nullptr) return target.text;
  if (material->path == "-") return "stdin";
  return material->path.substr(material->path.find_last_of('/') + 1);
}

void name_shortly(std::vector<observe::Target>& targets) {
  const auto a = short_name(targets[0]);
  const auto b = short_name(targets[1]);
  if (a == b) return;
  targets[0].text = a;
  targets[1].text = b;
}

base::Result<Seen> look_at_both(const Session& session, observe::Stopper& stop) {
  Seen seen;
  const auto sink = [&](std::size_t index, Observation observation) {
    seen.at(index).push_back(std::move(observation));
  };
  const auto looked = look({session.targets, session.live, session.environment.standard_input, stop,
                            session.environment.catch_signals, sink});
  if (!looked) return tl::unexpected(looked.error());
  return seen;
}

bool gives_nothing(const Observation& one) {
  return one.presented.empty() && one.trust_bundle.empty();
}

// What could not be used beside what could is said, or the comparison would look complete.
void note_the_rest(const std::vector<Observation>& seen, std::ostream& err) {
  for (const auto& one : seen) {
    const auto name = base::printable(one.target);
    if (one.failure && gives_nothing(one)) {
      put_note(err, fmt::format("{}: left out: {}", name, one.failure->message));
    }
    if (!one.presented.empty() && !observe::is_proved(one)) {
      put_note(
          err,
          fmt::format("{}: whoever answered did not prove that it has the key of its leaf", name));
    }
    for (const auto& remark : one.remarks) put_note(err, fmt::format("{}: {}", name, remark));
  }
}

// missing_code is `verified`, or why a side has nothing to compare.
ExitCode missing_code(const std::string& name, const std::vector<Observation>& seen,
                      const judge::Side& side, std::ostream& err) {
  if (!side.parts.empty()) {
    note_the_rest(seen, err);
    return ExitCode::verified;
  }
  ExitCode code = ExitCode::verified;
  for (const auto& one : seen) {
    if (!one.failure) continue;
    auto message = one.failure->message;
    const auto shown = base::printable(name);
    if (message.find(shown) == std::string::npos) message = fmt::format("{}: {}", shown, message);
    put_error(err, {one.failure->stage, std::move(message), one.failure->hint});
    code = base::worst(code, observe::failure_exit_code(one.failure->kind));
  }
  if (code != ExitCode::verified) return code;
  put_error(err, {base::Stage::load, fmt::format("{}: no certificate in it", base::printable(name)),
                  "nothing was presented when it was made: look again"});
  return ExitCode::no_chain;
}

base::Result<void> check_format(const Output& output) {
  if (output.format != Format::s_client) return {};
  return refuse("compare has no form s_client", "write -o text, json or jsonl");
}

void write(const report::Compared& compared, const Output& output, const Streams& streams,
           const Environment& environment) {
  switch (output.format.value_or(Format::text)) {
    case Format::json:
      return write_comparison_json(streams.out, compared, report::Layout::indented);
    case Format::jsonl:
      return write_comparison_json(streams.out, compared, report::Layout::one_line);
    default:
      return write_comparison_text(streams.out, compared, style_of(output, environment));
  }
}

ExitCode compare_seen(const Session& session, const Seen& seen, const Streams& streams) {
  const auto& targets = session.targets;
  auto a = judge::side_of(seen[0], targets[0].text);
  auto b = judge::side_of(seen[1], targets[1].text);
  const ExitCode missing = base::worst(missing_code(targets[0].text, seen[0], a, streams.err),
                                       missing_code(targets[1].text, seen[1], b, streams.err));
  if (missing != ExitCode::verified) return missing;
  const auto at = session.judged_at();
  auto comparison = judge::compare(a, b, at);
  const report::Compared compared{std::move(a), std::move(b), std::move(comparison), at,
                                  OpenSSL_version(OPENSSL_VERSION)};
  write(compared, session.options.output, streams, session.environment);
  return finish_output(report::exit_code(compared.comparison), streams, session.environment);
}

}  // namespace

base::ExitCode run_compare(const Options& options, const Streams& streams,
                           const Environment& environment) {
  if (const auto form = check_format(options.output); !form) return failed(form.error(), streams);
  auto session = open_session(options, streams, environment);
  if (!session) return failed(session.error(), streams);
  name_shortly(session->targets);
  observe::Stopper own;
  observe::Stopper& stop = environment.stop != nullptr ? *environment.stop : own;
  const auto seen = look_at_both(*session, stop);
  if (!seen) return failed(seen.error(), streams);
  if (stop.requested() > 0) return base::ended_by(stop.requested());
  return compare_seen(*session, *seen, streams);
}

}  // namespace mtlschain::cli
