// SPDX-License-Identifier: Apache-2.0
// Reads a folder of testdata/lint: plugged files, and case.txt with what is expected of them.
#pragma once

#include <set>

#include "case.hpp"
#include <mtlschain/judge/lint.hpp>

namespace mtlschain::tests {

// LintCase is one folder, judged.
struct LintCase {
  std::string name;
  std::map<std::string, std::string> keys;
  trust::PluggedFiles directory;
  judge::LintJudgement judgement;

  std::string value(const std::string& key) const {
    const auto found = keys.find(key);
    return found == keys.end() ? std::string{} : found->second;
  }

  // ids are those of the findings that are no notes.
  std::set<std::string> ids() const {
    std::set<std::string> all;
    for (const judge::Finding& finding : judgement.findings) {
      if (finding.severity == judge::Severity::note) continue;
      all.insert(std::string{judge::info(finding.code).id});
    }
    return all;
  }

  const judge::Finding* find(judge::Code code) const {
    const auto found = std::ranges::find(judgement.findings, code, &judge::Finding::code);
    return found == judgement.findings.end() ? nullptr : &*found;
  }
};

inline LintCase read_lint_case(const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path{MTLSCHAIN_TESTDATA} / "lint" / name;
  LintCase read{name, read_keys(folder / "case.txt"), {}, {}};
  read.directory = must(trust::load_directory(folder.string()));
  judge::LintRequest request;
  request.at = must(base::parse_time(read.value("at")));
  read.judgement = judge::lint(read.directory, request);
  return read;
}

inline std::vector<std::string> lint_case_names() {
  std::vector<std::string> names;
  const std::filesystem::path top = std::filesystem::path{MTLSCHAIN_TESTDATA} / "lint";
  for (const auto& entry : std::filesystem::directory_iterator{top}) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace mtlschain::tests
