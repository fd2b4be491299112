// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <mtlschain/judge/expectation.hpp>
#include <mtlschain/observe/live.hpp>
#include <mtlschain/trust/plugged_files.hpp>

namespace mtlschain::cli {

// Command is the first word of the command line.
enum class Command : std::uint8_t { none, verify, show, compare, demo, explain, lint };

// Format is the shape of the report.
enum class Format : std::uint8_t { text, s_client, json, jsonl };

// Colour says when text is coloured.
enum class Colour : std::uint8_t { automatic, always, never };

// Judging is what the caller expects beside the plugged files.
struct Judging {
  std::optional<base::Time> at;
  judge::Purpose purpose = judge::Purpose::server;
  std::optional<spiffe::Pattern> spiffe;
  std::optional<std::string> trust_domain;
  std::optional<std::string> host;
  std::optional<judge::MinRemaining> min_remaining;
  bool fail_on_warning = false;
  judge::Profile profile = judge::Profile::istio;
};

// Output is how results are given.
struct Output {
  std::optional<Format> format;  // default: text, for `show` s_client
  std::string save_certs;        // directory, or empty
  Colour colour = Colour::automatic;
  bool quiet = false;
};

// Waiting is how often and how long a look is repeated.
struct Waiting {
  std::optional<std::chrono::milliseconds> limit;
  std::chrono::milliseconds interval{2000};
};

// Demo is which mesh to run.
struct Demo {
  std::string name;  // empty: healthy, or with --serve all of them
  bool list = false;
  bool serve = false;
};

// Options is what was typed, read and checked one by one; nothing in it was looked at yet.
struct Options {
  Command command = Command::none;
  bool help = false;
  bool version = false;
  std::vector<std::string> targets;  // for `explain`: findings, by id or number
  std::string targets_from;
  trust::PluggedPaths plugged;  // its key with `lint` only, its directory with `verify` only
  observe::LiveOptions live;
  std::optional<observe::Target> istiod;
  std::string certificate;
  std::string key;
  Judging judging;
  Output output;
  Waiting waiting;
  Demo demo;
};

}  // namespace mtlschain::cli
