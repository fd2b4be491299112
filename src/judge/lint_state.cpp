// SPDX-License-Identifier: Apache-2.0
// Which files are there, what can be read of them, and what stands between the blocks.
#include <algorithm>
#include <array>

#include "judge/facts.hpp"
#include "judge/lint_scene.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::judge {
namespace {

using trust::FileState;

struct PluggedPart {
  const trust::PluggedFile& file;
  Place::In in;
};

std::array<PluggedPart, 3> parts_of(const trust::PluggedFiles& plugged) {
  return {{{plugged.ca, Place::In::ca},
           {plugged.chain, Place::In::chain},
           {plugged.root, Place::In::root}}};
}

void judge_absence(FileState state, const std::string& label, Place::In in, Findings& findings) {
  if (state != FileState::missing && state != FileState::blank) return;
  findings.push_back(
      statement(Code::incomplete_files, {in, 0},
                {{"file", label}, {"state", state == FileState::missing ? "missing" : "empty"}}));
}

template <class File>
std::string reason_of(const File& file) {
  return base::printable(file.label) + file.problem;
}

void judge_usable(const PluggedPart& part, Findings& findings) {
  if (part.file.state != FileState::unusable) return;
  findings.push_back(statement(Code::unusable_file, {part.in, 0},
                               {{"file", part.file.label}, {"reason", reason_of(part.file)}}));
}

void judge_key(const LintScene& scene, Findings& findings) {
  const trust::PluggedKey& key = scene.plugged.key;
  judge_absence(key.state, key.label, Place::In::key, findings);
  if (key.state == FileState::unusable) {
    findings.push_back(statement(Code::unusable_key, {Place::In::key, 0},
                                 {{"file", key.label}, {"reason", key.check.problem}}));
  }
  if (!key.check.matches || *key.check.matches) return;
  findings.push_back(about(Code::key_mismatch, {Place::In::key, 0}, *scene.ca(),
                           {{"file", key.label}, {"certificate", scene.plugged.ca.label}}));
}

// Joined lines break both blocks; that is told once, by its cause.
bool by_joined_line(const trust::PluggedFile& file, const x509::BundleProblem& problem) {
  return std::ranges::any_of(file.joined, [&](std::size_t line) {
    return problem.reason.find(" line " + std::to_string(line) + ":") != std::string::npos;
  });
}

void judge_blocks(const PluggedPart& part, Findings& findings) {
  for (const x509::BundleProblem& problem : part.file.bundle.problems) {
    if (by_joined_line(part.file, problem)) continue;
    findings.push_back(statement(Code::broken_block, {part.in, problem.position},
                                 {{"file", part.file.label},
                                  {"line", std::to_string(problem.line)},
                                  {"position", std::to_string(problem.position)},
                                  {"reason", problem.reason}}));
  }
}

void judge_text(const PluggedPart& part, Findings& findings) {
  for (const std::size_t line : part.file.joined) {
    findings.push_back(statement(Code::joined_blocks, {part.in, 0},
                                 {{"file", part.file.label}, {"line", std::to_string(line)}}));
  }
  if (!part.file.final_newline) {
    findings.push_back(
        statement(Code::no_final_newline, {part.in, 0}, {{"file", part.file.label}}));
  }
  if (part.file.stray) {
    findings.push_back(
        statement(Code::text_outside_blocks, {part.in, 0},
                  {{"file", part.file.label}, {"line", std::to_string(*part.file.stray)}}));
  }
}

}  // namespace

void lint_state(const LintScene& scene, Findings& findings) {
  const trust::PluggedFiles& plugged = scene.plugged;
  for (const PluggedPart& part : parts_of(plugged)) {
    // An empty chain is right where the root itself signs.
    const bool may_be_blank = part.in == Place::In::chain && part.file.state == FileState::blank;
    if (!may_be_blank) judge_absence(part.file.state, part.file.label, part.in, findings);
    judge_usable(part, findings);
  }
  judge_key(scene, findings);
  if (plugged.crl.state == FileState::unusable) {
    findings.push_back(
        statement(Code::unusable_crl, {Place::In::crl, 0},
                  {{"file", plugged.crl.label}, {"reason", reason_of(plugged.crl)}}));
  }
  if (plugged.both_namings) {
    findings.push_back(statement(Code::tls_names_win, {Place::In::ca, 0},
                                 {{"file", "tls.crt"}, {"other", "ca-cert.pem"}}));
  }
  if (plugged.istio_generated) findings.push_back(statement(Code::istio_generated, {}));
}

void lint_text(const LintScene& scene, Findings& findings) {
  for (const PluggedPart& part : parts_of(scene.plugged)) {
    judge_blocks(part, findings);
    judge_text(part, findings);
  }
}

}  // namespace mtlschain::judge
