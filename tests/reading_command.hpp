// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// What a printed command may do: read. Advice that writes a file, or changes a cluster, is none.
namespace mtlschain::tests {

// simple_commands splits a shell line at pipes, lists and process substitutions; a quoted word
// becomes `quoted`, and a comment is left out.
inline std::vector<std::string> simple_commands(std::string_view line) {
  std::vector<std::string> commands(1);
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '\'') {
      at = std::min(line.find('\'', at + 1), line.size());
      commands.back() += "quoted";
    } else if (c == '#' && commands.back().ends_with(' ')) {
      break;
    } else if (c == '|' || c == ';' || c == '&' || c == '(' || c == ')') {
      if (c == '(' && commands.back().ends_with('<')) commands.back().pop_back();
      commands.emplace_back();
    } else {
      commands.back() += c;
    }
  }
  std::erase_if(commands, [](const std::string& one) {
    return one.find_first_not_of(' ') == std::string::npos;
  });
  return commands;
}

inline bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// reads: one simple command is one of those that only read, with nothing in it that writes.
inline bool reads(const std::string& command) {
  struct Reader {
    std::string_view head;
    std::vector<std::string_view> actions;  // one of them has to stand in it; empty: any
  };
  static const std::vector<Reader> readers{
      {"mtlschain", {"verify", "show", "compare", "lint", "explain"}},
      {"kubectl", {"get", "logs"}},
      {"xargs", {"logs"}},
      {"openssl", {"x509", "crl", "storeutl", "verify", "pkey"}},
      {"date", {"-u"}},
      {"diff", {}},
      {"grep", {}}};
  static constexpr std::array<std::string_view, 11> changes{
      "create", "apply", "delete", "replace", "patch",       "rollout",
      "edit",   "scale", "-out",   "tee",     "--save-certs"};
  if (command.find_first_of("<>`$") != std::string::npos) return false;
  std::istringstream stream{command};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  if (words.size() > 1 && words[0] == "kubectl" && words[1] == "exec") {
    const auto inner = std::ranges::find(words, "--");
    return inner != words.end() && *(inner + 1) == "mtlschain" &&
           reads(command.substr(command.find(" -- ") + 4));
  }
  const auto reader = std::ranges::find(readers, words.at(0), &Reader::head);
  if (reader == readers.end()) return false;
  if (std::ranges::any_of(changes, [&](auto word) { return contains(words, word); })) return false;
  return reader->actions.empty() ||
         std::ranges::any_of(reader->actions, [&](auto word) { return contains(words, word); });
}

// only_reads: the whole shell line does nothing but read.
inline bool only_reads(std::string_view line) {
  return std::ranges::all_of(simple_commands(line), reads);
}

// printed_commands are what a screen prints behind `run:`.
inline std::vector<std::string> printed_commands(const std::string& screen) {
  constexpr std::string_view mark = "  run:  ";
  std::vector<std::string> commands;
  std::istringstream lines{screen};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(mark)) commands.push_back(line.substr(mark.size()));
  }
  return commands;
}

// embeds_no_writing: prose that quotes a command quotes none that writes.
inline bool embeds_no_writing(std::string_view prose) {
  static constexpr std::array<std::string_view, 7> writing{" -out ", " > ",  " >> ",   "sed -i",
                                                           "tee ",   "cp -", "rollout"};
  return std::ranges::none_of(
      writing, [&](std::string_view words) { return prose.find(words) != std::string_view::npos; });
}

}  // namespace mtlschain::tests
