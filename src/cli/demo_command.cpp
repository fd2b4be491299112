// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "cli/looking.hpp"
#include "cli/messages.hpp"
#include "cli/suggest.hpp"
#include "demo/cases.hpp"
#include "demo/folder.hpp"
#include "demo/mesh.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/observe/live.hpp>

namespace mtlschain::cli {
namespace {

base::Error unknown_case(const std::string& name) {
  std::vector<std::string_view> names;
  std::ranges::transform(demo::all_cases(), std::back_inserter(names), &demo::Case::name);
  const auto near = nearest(name, names);
  return {base::Stage::options,
          fmt::format("--case: there is no case \"{}\"", base::printable(name)),
          near.empty() ? "see mtlschain demo --list" : fmt::format("did you mean {}", near)};
}

base::ExitCode list_cases(const Streams& streams, const Environment& environment) {
  streams.out << fmt::format("{:<23} {:<23} {}\n", "CASE", "VERIFY SAYS", "WHAT IS BROKEN");
  for (const auto& row : demo::all_cases()) {
    streams.out << fmt::format("{:<23} {:<23} {}\n", row.name, row.headline, row.broken);
  }
  return finish_output(base::ExitCode::verified, streams, environment);
}

// Stage is a mesh that is up, with its plugged files and the command line to try on it.
struct Stage {
  std::unique_ptr<demo::Mesh> mesh;
  std::vector<std::string> command;
};

base::Result<Stage> set_up(const demo::Case& row, const std::string& directory, base::Time now) {
  const auto setup = row.build(now);
  if (auto done = demo::write_plugged(setup, directory); !done) {
    return tl::unexpected(done.error());
  }
  auto mesh = demo::Mesh::start(setup);
  if (!mesh) return tl::unexpected(mesh.error());
  const auto address = fmt::format("127.0.0.1:{}", (*mesh)->port());
  return Stage{
      *std::move(mesh),
      {"verify", address, "--root", directory + "/root-cert.pem", "--chain",
       directory + "/cert-chain.pem", "--expect-spiffe", std::string(demo::expected_spiffe)}};
}

std::string command_line(const Stage& stage) {
  return fmt::format("$ mtlschain {}", fmt::join(stage.command, " "));
}

// without_options hides the caller's MTLSCHAIN_ variables: what is shown is all that is asked.
Environment without_options(Environment environment) {
  environment.variable = [inner = environment.variable](const std::string& name) {
    return name.starts_with("MTLSCHAIN_") ? std::nullopt : inner(name);
  };
  return environment;
}

base::ExitCode show_one(const demo::Case& row, const demo::Folder& folder, const Options& options,
                        const Streams& streams, const Environment& environment) {
  const auto stage = set_up(row, folder.path(), environment.now());
  if (!stage) return failed(stage.error(), streams);
  streams.out << fmt::format("# {}: {}\n{}\n\n", row.name, row.broken, command_line(*stage));
  auto arguments = stage->command;
  if (options.output.colour != Colour::automatic) {
    arguments.emplace_back(options.output.colour == Colour::always ? "--color=always"
                                                                   : "--color=never");
  }
  return run(arguments, streams, without_options(environment));
}

base::ExitCode wait_for_signal(const Environment& environment) {
  observe::Stopper stop;
  while (stop.requested() == 0) {
    observe::interruptible_sleep(std::chrono::hours{1}, stop, environment.catch_signals);
  }
  return stop.requested() > 0 ? base::ended_by(stop.requested()) : base::ExitCode::verified;
}

base::ExitCode serve(const std::vector<const demo::Case*>& cases, const demo::Folder& folder,
                     const Streams& streams, const Environment& environment) {
  std::vector<Stage> stages;
  for (const auto* row : cases) {
    auto stage = set_up(*row, fmt::format("{}/{}", folder.path(), row->name), environment.now());
    if (!stage) return failed(stage.error(), streams);
    streams.out << fmt::format("# {}: {}\n{}\n\n", row->name, row->broken, command_line(*stage));
    stages.push_back(*std::move(stage));
  }
  const auto code = finish_output(base::ExitCode::verified, streams, environment);
  if (code != base::ExitCode::verified) return code;
  put_note(streams.err, "serving until Ctrl-C");
  return wait_for_signal(environment);
}

}  // namespace

base::ExitCode run_demo(const Options& options, const Streams& streams,
                        const Environment& environment) {
  const auto& wanted = options.demo;
  if (wanted.list) return list_cases(streams, environment);
  const auto* row = demo::find_case(wanted.name.empty() ? "healthy" : wanted.name);
  if (row == nullptr) return failed(unknown_case(wanted.name), streams);
  const auto folder = demo::Folder::make(environment.variable("TMPDIR").value_or("/tmp"));
  if (!folder) return failed(folder.error(), streams);
  if (!wanted.serve) return show_one(*row, *folder, options, streams, environment);
  std::vector<const demo::Case*> cases;
  for (const auto& each : demo::all_cases()) {
    if (wanted.name.empty() || each.name == wanted.name) cases.push_back(&each);
  }
  return serve(cases, *folder, streams, environment);
}

}  // namespace mtlschain::cli
