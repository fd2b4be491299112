// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>

#include "cli/messages.hpp"
#include "cli/option_table.hpp"
#include "cli/option_values.hpp"
#include "cli/suggest.hpp"

namespace mtlschain::cli {
namespace {

using base::Result;

struct CommandWord {
  std::string_view word;
  Command command;
  std::string operand;  // empty: it takes none
};
const std::array<CommandWord, 6> commands{{{"verify", Command::verify, "TARGET"},
                                           {"show", Command::show, "TARGET"},
                                           {"lint", Command::lint, "DIR"},
                                           {"compare", Command::compare, "TARGET"},
                                           {"demo", Command::demo, ""},
                                           {"explain", Command::explain, "CODE"}}};

std::string help_hint(Command command) {
  if (command == Command::none) return "see mtlschain --help";
  return fmt::format("see mtlschain {} --help", command_name(command));
}

std::string shown(std::string_view text) {
  return fmt::format("\"{}\"", base::printable(text, 64));
}

// Typed is one option as CLI11 found it on the command line.
struct Typed {
  const OptionRow* row;
  CLI::Option* option;
};

// Grammar is the CLI11 side of the table: it only splits words; values are read by the table.
class Grammar {
 public:
  Grammar() {
    app_.set_help_flag();
    app_.allow_extras();
    app_.require_subcommand(0, 1);
    add_options(app_, Command::none);
    for (const auto& row : commands) add_command(row);
  }

  Result<void> parse(std::span<const std::string> arguments) {
    try {
      app_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ArgumentMismatch&) {
      return refuse(value_problem(arguments), help_hint(command()));
    } catch (const CLI::ParseError& error) {
      return refuse(base::printable(error.what(), 200), help_hint(command()));
    }
    return {};
  }

  Command command() const {
    const auto found = std::ranges::find_if(commands, [&](const CommandWord& row) {
      return app_.got_subcommand(std::string(row.word));
    });
    return found == commands.end() ? Command::none : found->command;
  }

  std::vector<Typed> typed() const {
    std::vector<Typed> given;
    std::ranges::copy_if(typed_, std::back_inserter(given), [&](const Typed& typed) {
      return typed.row->commands.has(command()) && typed.option->count() > 0;
    });
    return given;
  }

  // unexpected is the first word that belongs to nothing.
  std::optional<std::string> unexpected() const {
    const auto rest = app_.remaining(true);
    return rest.empty() ? std::nullopt : std::optional(rest.front());
  }

  std::vector<std::string> take_targets() { return std::move(targets_); }

 private:
  void add_command(const CommandWord& row) {
    auto& command = *app_.add_subcommand(std::string(row.word));
    command.set_help_flag();
    command.allow_extras();
    add_options(command, row.command);
    if (!row.operand.empty()) command.add_option(row.operand, targets_);
  }

  void add_options(CLI::App& app, Command command) {
    for (const auto& row : option_table()) {
      if (!row.commands.has(command)) continue;
      auto* option = row.value.empty()
                         ? app.add_flag(std::string(row.flags))
                         : app.add_option(std::string(row.flags), values_.emplace_back());
      // Two files for one option are a mistake, not a wish: CLI11 refuses them by default.
      if (row.value.empty()) option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
      if (!row.value.empty()) option->type_size(1)->expected(1);
      typed_.push_back({&row, option});
    }
  }

  // value_problem says what CLI11 complains about: an option given twice, or without a value.
  std::string value_problem(std::span<const std::string> arguments) const {
    for (const auto& row : option_table()) {
      const auto uses = std::ranges::count_if(arguments, [&](const std::string& word) {
        return word == row.name() || word.starts_with(std::string(row.name()) + "=") ||
               (row.flags.size() > row.name().size() && word == row.flags.substr(0, 2));
      });
      if (uses > 1 && !row.value.empty()) return fmt::format("{} is given twice", row.name());
    }
    return fmt::format("{} needs a value", base::printable(arguments.back(), 64));
  }

  CLI::App app_;
  std::deque<std::string> values_;
  std::vector<std::string> targets_;
  std::vector<Typed> typed_;
};

// options_of is what a suggestion may name.
std::vector<std::string_view> options_of(Command command) {
  std::vector<std::string_view> names;
  for (const auto& row : option_table()) {
    if (row.commands.has(command)) names.push_back(row.name());
  }
  return names;
}

tl::unexpected<base::Error> unknown_option(const std::string& word, Command command) {
  const auto name = word.substr(0, word.find('='));
  const auto near = nearest(name, options_of(command));
  auto hint = near.empty() ? help_hint(command) : fmt::format("did you mean {}", near);
  return refuse(fmt::format("unknown option {}", base::printable(name, 64)), std::move(hint));
}

tl::unexpected<base::Error> unknown_command(const std::string& word) {
  std::vector<std::string_view> words;
  std::ranges::transform(commands, std::back_inserter(words), &CommandWord::word);
  const auto near = nearest(word, words);
  auto hint = near.empty() ? fmt::format("commands are {}", fmt::join(words, ", "))
                           : fmt::format("did you mean {}", near);
  if (word.find(':') != std::string::npos) hint = fmt::format("write mtlschain verify {}", word);
  return refuse(fmt::format("unknown command {}", shown(word)), base::printable(hint, 200));
}

tl::unexpected<base::Error> unexpected_word(const std::string& word, Command command) {
  if (word.starts_with('-')) return unknown_option(word, command);
  if (command == Command::none) return unknown_command(word);
  return refuse(fmt::format("{} is not expected here", shown(word)), help_hint(command));
}

// apply stores one value; `source` is the option's or the variable's name.
Result<void> apply(const OptionRow& row, const std::string& text, Options& options,
                   std::string_view source) {
  const auto applied = row.apply(options, text);
  if (applied) return {};
  return refuse(fmt::format("{}: {}", source, applied.error().message), applied.error().hint);
}

Result<void> apply_variable(const OptionRow& row, const std::string& text, Options& options) {
  if (text.empty()) return {};  // as good as not set
  if (!row.value.empty()) return apply(row, text, options, row.variable());
  const auto on = read_switch(text);
  if (!on) {
    return refuse(fmt::format("{}: {}", row.variable(), on.error().message), on.error().hint);
  }
  return *on ? apply(row, {}, options, row.variable()) : Result<void>{};
}

Result<void> apply_typed(std::span<const Typed> given, Options& options) {
  for (const auto& typed : given) {
    const auto text = typed.row->value.empty() ? std::string{} : typed.option->as<std::string>();
    if (auto done = apply(*typed.row, text, options, typed.row->name()); !done) return done;
  }
  return {};
}

Result<void> apply_variables(std::span<const Typed> given, Options& options,
                             const Environment& environment) {
  for (const auto& row : option_table()) {
    if (row.group == Group::other || !row.commands.has(options.command)) continue;
    if (std::ranges::find(given, &row, &Typed::row) != given.end()) continue;
    const auto text = environment.variable(row.variable());
    if (!text) continue;
    if (auto done = apply_variable(row, *text, options); !done) return done;
  }
  return {};
}

// take_bare_words_for_files: nothing else can be meant by `compare old.pem new.pem`.
void take_bare_words_for_files(std::vector<std::string>& targets) {
  for (auto& text : targets) {
    if (text != "-" && text.find(':') == std::string::npos) text.insert(0, "file:");
  }
}

// check_together looks at what only several options together make wrong.
Result<void> check_together(const Options& options) {
  if (options.command == Command::lint) return {};
  if (options.command == Command::demo || options.command == Command::explain) return {};
  if (options.targets.empty() && options.targets_from.empty()) {
    return refuse(
        "no target is given",
        "write HOST:PORT, unix:PATH, file:PATH or -, for example httpbin.istio-demo:8000");
  }
  if (options.command == Command::compare && options.targets.size() != 2) {
    return refuse(fmt::format("compare needs two targets, {} given", options.targets.size()),
                  "write for example mtlschain compare old.pem new.pem");
  }
  if (options.certificate.empty() != options.key.empty()) {
    const bool lone_key = options.certificate.empty();
    return refuse(fmt::format("{} is given without {}", lone_key ? "--key" : "--cert",
                              lone_key ? "--cert" : "--key"),
                  "a client certificate needs both");
  }
  if (options.live.tls_min > options.live.tls_max) {
    return refuse("--tls-min is above --tls-max", "write for example --tls-min 1.2 --tls-max 1.3");
  }
  if (options.live.connect && options.live.connect_unix) {
    return refuse("--connect is given twice", "leave one of them out");
  }
  return {};
}

}  // namespace

std::string_view command_name(Command command) {
  const auto found = std::ranges::find(commands, command, &CommandWord::command);
  return found == commands.end() ? std::string_view{} : found->word;
}

Result<Options> parse(std::span<const std::string> arguments, const Environment& environment) {
  Grammar grammar;
  if (auto split = grammar.parse(arguments); !split) return tl::unexpected(split.error());
  Options options;
  options.command = grammar.command();
  const auto given = grammar.typed();
  const auto asks = [&](std::string_view name) {
    return std::ranges::any_of(given, [&](const Typed& t) { return t.row->name() == name; });
  };
  options.help = asks("--help");
  options.version = asks("--version");
  if (options.help || options.version) return options;
  if (const auto word = grammar.unexpected()) return unexpected_word(*word, options.command);
  if (options.command == Command::none) {
    return refuse("no command is given",
                  "write mtlschain verify HOST:PORT, or see mtlschain --help");
  }
  options.targets = grammar.take_targets();
  if (options.command == Command::compare) take_bare_words_for_files(options.targets);
  if (auto done = apply_typed(given, options); !done) return tl::unexpected(done.error());
  if (auto done = apply_variables(given, options, environment); !done) {
    return tl::unexpected(done.error());
  }
  if (auto done = check_together(options); !done) return tl::unexpected(done.error());
  return options;
}

}  // namespace mtlschain::cli
