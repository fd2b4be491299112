// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "demo/folder.hpp"
#include "demo/mesh.hpp"

// Scenarios are text files in testdata/scenarios, read line by line:
//   # comment
//   copy PATH NAME        testdata/PATH becomes NAME in the scenario's own folder, mode 0644
//   write NAME TEXT       NAME gets TEXT and a newline (\n in TEXT are newlines)
//   mesh CASE             a demo mesh is started: {CASE} is its address, CASE/ holds its files
//   env NAME=VALUE        for the next command only
//   input NAME            standard input of the next command
//   $ mtlschain WORD...   one run, in the scenario's folder; '...' quotes
//   1> LINE, 2> LINE      what it writes to standard output and standard error, whole
//   [N]                   its exit code, after the output
// A LINE that is [...] stands for any number of lines.
namespace mtlschain::cli::test {

// Outcome is what one run did, or ought to do.
struct Outcome {
  int code = 0;
  std::vector<std::string> out;
  std::vector<std::string> err;
};

// Step is one command with its expectation.
struct Step {
  std::string command;
  std::map<std::string, std::string> environment;
  std::string input;
  Outcome expected;
};

// Scenario runs the steps of one file.
class Scenario {
 public:
  explicit Scenario(const std::string& path);
  void run();

 private:
  void line(const std::string& text);
  void finish_step();
  Outcome execute(const Step& step) const;
  std::vector<std::string> lines_of(const std::string& text) const;
  std::string expand(std::string text) const;

  std::string path_;
  demo::Folder folder_;
  std::map<std::string, std::string> variables_;
  std::vector<std::unique_ptr<demo::Mesh>> meshes_;
  Step step_;
};

}  // namespace mtlschain::cli::test
