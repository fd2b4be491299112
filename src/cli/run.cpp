// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <exception>

#include "cli/compare_command.hpp"
#include "cli/demo_command.hpp"
#include "cli/explain_command.hpp"
#include "cli/help.hpp"
#include "cli/lint_command.hpp"
#include "cli/looking.hpp"
#include "cli/messages.hpp"
#include "cli/parse.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {
namespace {

base::ExitCode run_parsed(const Options& options, const Streams& streams,
                          const Environment& environment) {
  if (options.version || options.help) {
    streams.out << (options.version ? version_text() : help_text(options.command));
    return finish_output(base::ExitCode::verified, streams, environment);
  }
  if (options.command == Command::compare) return run_compare(options, streams, environment);
  if (options.command == Command::demo) return run_demo(options, streams, environment);
  if (options.command == Command::explain) return run_explain(options, streams, environment);
  if (options.command == Command::lint) return run_lint(options, streams, environment);
  return run_looking(options, streams, environment);
}

base::ExitCode report_bug(const std::exception& bug, const Streams& streams) {
  put_error(streams.err, {base::Stage::output,
                          fmt::format("a bug in mtlschain: {}", base::printable(bug.what(), 200)),
                          "please report it with the command line"});
  return base::ExitCode::bug;
}

}  // namespace

base::ExitCode run(std::span<const std::string> arguments, const Streams& streams,
                   const Environment& environment) {
  try {
    const auto options = parse(arguments, environment);
    if (options) return run_parsed(*options, streams, environment);
    return failed(options.error(), streams);
  } catch (const std::exception& bug) {
    return report_bug(bug, streams);
  }
}

}  // namespace mtlschain::cli
