// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "openssl/start.hpp"
#include "reading_command.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli::test {
namespace {

// now is the time of every scenario: meshes are made for it, dates are judged by it.
const base::Time now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

constexpr std::string_view any_lines = "[...]";

std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool begun = false;
  for (const char c : command) {
    if (c == '\'') {
      quoted = !quoted;
      begun = true;
    } else if (c == ' ' && !quoted) {
      if (begun) words.push_back(std::exchange(word, {}));
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) words.push_back(word);
  return words;
}

bool matches(std::span<const std::string> expected, std::span<const std::string> actual) {
  if (expected.empty()) return actual.empty();
  if (expected.front() != any_lines) {
    return !actual.empty() && actual.front() == expected.front() &&
           matches(expected.subspan(1), actual.subspan(1));
  }
  for (std::size_t skip = 0; skip <= actual.size(); ++skip) {
    if (matches(expected.subspan(1), actual.subspan(skip))) return true;
  }
  return false;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string shown(const std::vector<std::string>& lines, std::string_view prefix) {
  std::string text;
  for (const auto& line : lines) text += fmt::format("{}{}\n", prefix, line);
  return text;
}

std::string shown(const Outcome& outcome) {
  return shown(outcome.out, "1> ") + shown(outcome.err, "2> ") +
         fmt::format("[{}]\n", outcome.code);
}

demo::Folder new_folder() {
  auto folder = demo::Folder::make("/tmp");
  REQUIRE(folder);
  return *std::move(folder);
}

}  // namespace

Scenario::Scenario(const std::string& path) : path_(path), folder_(new_folder()) {
  variables_["{DIR}"] = folder_.path();
  variables_["{TESTDATA}"] = MTLSCHAIN_TESTDATA;
}

std::string Scenario::expand(std::string text) const {
  for (const auto& [name, value] : variables_) replace_all(text, name, value);
  return text;
}

std::vector<std::string> Scenario::lines_of(const std::string& text) const {
  std::string general = text;
  for (const auto& [name, value] : variables_) replace_all(general, value, name);
  std::vector<std::string> lines;
  std::istringstream stream(general);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Outcome Scenario::execute(const Step& step) const {
  auto words = words_of(expand(step.command));
  REQUIRE(words.size() > 0);
  words.erase(words.begin());
  std::ostringstream out;
  std::ostringstream err;
  Environment environment;
  environment.now = [] { return now; };
  environment.variable = [&](const std::string& name) {
    const auto found = step.environment.find(name);
    return found == step.environment.end() ? std::nullopt : std::optional(expand(found->second));
  };
  const auto input = step.input.empty() ? "/dev/null" : folder_.path() + "/" + step.input;
  environment.standard_input = ::open(input.c_str(), O_RDONLY | O_CLOEXEC);
  const int code = base::value(cli::run(words, {out, err}, environment));
  ::close(environment.standard_input);
  return {code, lines_of(out.str()), lines_of(err.str())};
}

void Scenario::finish_step() {
  const auto actual = execute(step_);
  const bool good = actual.code == step_.expected.code && matches(step_.expected.out, actual.out) &&
                    matches(step_.expected.err, actual.err);
  INFO(path_, "\n", step_.command, "\n", shown(actual), "expected\n", shown(step_.expected));
  CHECK(good);
  for (const auto& printed : tests::printed_commands(shown(actual.out, ""))) {
    CHECK_MESSAGE(tests::only_reads(printed), printed);
  }
  step_ = {};
}

// copy_open copies a file or a folder of files, which everybody may read whatever the umask was.
void copy_open(const std::filesystem::path& from, const std::filesystem::path& to) {
  namespace fs = std::filesystem;
  fs::copy(from, to);
  const auto open = fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read |
                    fs::perms::others_read;
  if (fs::is_regular_file(to)) return fs::permissions(to, open);
  for (const auto& entry : fs::directory_iterator{to}) fs::permissions(entry.path(), open);
}

void Scenario::line(const std::string& text) {
  std::istringstream stream(text);
  std::string first;
  std::string second;
  stream >> first >> second;
  const auto rest = text.substr(std::min(text.size(), first.size() + 1));
  if (text.empty() || first == "#") return;
  if (first == "copy") {
    std::string name;
    stream >> name;
    copy_open(std::string(MTLSCHAIN_TESTDATA) + "/" + second, folder_.path() + "/" + name);
  } else if (first == "write") {
    auto content = rest.substr(std::min(rest.size(), second.size() + 1)) + "\n";
    replace_all(content, "\\n", "\n");
    std::ofstream(folder_.path() + "/" + second) << expand(content);
  } else if (first == "mesh") {
    const auto setup = demo::find_case(second)->build(now);
    REQUIRE(demo::write_plugged(setup, folder_.path() + "/" + second));
    meshes_.push_back(*demo::Mesh::start(setup));
    variables_["{" + second + "}"] = fmt::format("127.0.0.1:{}", meshes_.back()->port());
  } else if (first == "env") {
    step_.environment[rest.substr(0, rest.find('='))] = rest.substr(rest.find('=') + 1);
  } else if (first == "input") {
    step_.input = second;
  } else if (first == "$") {
    step_.command = rest;
  } else if (first == "1>") {
    step_.expected.out.push_back(rest);
  } else if (first == "2>") {
    step_.expected.err.push_back(rest);
  } else if (text.starts_with('[')) {
    step_.expected.code = std::stoi(text.substr(1));
    finish_step();
  } else {
    throw std::runtime_error(path_ + ": " + text);
  }
}

void Scenario::run() {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  std::ifstream file(path_);
  for (std::string text; std::getline(file, text);) line(text);
  CHECK(step_.command.empty());
  std::filesystem::current_path(before);
}

TEST_CASE("every scenario does what it says") {
  REQUIRE(openssl::start());
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(MTLSCHAIN_TESTDATA "/scenarios")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  REQUIRE(paths.size() >= 4);
  for (const auto& path : paths) {
    SUBCASE(path.c_str()) {
      Scenario(path).run();
    }
  }
}

}  // namespace mtlschain::cli::test
