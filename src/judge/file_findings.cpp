// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <unordered_set>

#include "judge/facts.hpp"
#include "judge/scene.hpp"

namespace mtlschain::judge {
namespace {

class FileJudge {
 public:
  FileJudge(const Scene& scene, Judgement& judgement) : scene_{scene}, judgement_{judgement} {}

  void run() {
    judge_blocks();
    judge_repeats();
    judge_roots();
    if (scene_.expectation.plugged.chain.given()) judge_chain();
    if (!scene_.files.entries(Place::In::ca).empty()) judge_ca();
  }

 private:
  void add(Finding finding) { judgement_.findings.push_back(std::move(finding)); }

  static Place presented(std::size_t index) { return {Place::In::presented, index}; }

  void judge_blocks() {
    const trust::PluggedFiles& plugged = scene_.expectation.plugged;
    judge_blocks(plugged.root, Place::In::root);
    judge_blocks(plugged.chain, Place::In::chain);
    judge_blocks(plugged.ca, Place::In::ca);
  }

  void judge_blocks(const trust::PluggedFile& file, Place::In in) {
    for (const x509::BundleProblem& problem : file.bundle.problems) {
      add(statement(Code::broken_block, {in, problem.position},
                    {{"file", file.label},
                     {"line", std::to_string(problem.line)},
                     {"position", std::to_string(problem.position)},
                     {"reason", problem.reason}}));
    }
  }

  // Repeats are the last place of a certificate that is presented more than once, and how often.
  struct Repeats {
    std::size_t last = 0;
    std::size_t count = 1;
  };

  void judge_repeats() {
    std::map<std::size_t, Repeats> by_first;
    for (std::size_t i = 1; i < judgement_.labels.size(); ++i) {
      const Label& label = judgement_.labels[i];
      if (!label.repeats) continue;
      Repeats& repeats = by_first[*label.repeats];
      repeats.last = i;
      ++repeats.count;
    }
    for (const auto& [first, repeats] : by_first) {
      const bool root = judgement_.labels[first].role == Role::root;
      add(about(root ? Code::doubled_root : Code::repeated_certificate, presented(repeats.last),
                scene_.presented()[first], {{"count", std::to_string(repeats.count)}}));
    }
  }

  void judge_roots() {
    const auto different_root = [](const Label& label) {
      return label.role == Role::root && !label.repeats;
    };
    const auto count = std::ranges::count_if(judgement_.labels, different_root);
    if (count < 2) return;
    add(statement(Code::several_roots, {}, {{"count", std::to_string(count)}}));
  }

  void judge_chain() {
    for (std::size_t i = 1; i < judgement_.labels.size(); ++i) judge_presented(i);
    if (judgement_.sequence == Sequence::set_equal) add(statement(Code::chain_order, {}));
    if (judgement_.sequence == Sequence::missing) judge_missing();
  }

  void judge_presented(std::size_t index) {
    const Label& label = judgement_.labels[index];
    if (label.repeats) return;
    const bool known = !label.matches.empty() && label.matches.front().kind == Match::Kind::equal;
    if (known || named_by_cause(presented(index))) return;
    const x509::Certificate& of = scene_.presented()[index];
    if (judge_reissued(index)) return;
    const bool other = label.on_path && label.role == Role::intermediate;
    add(about(other ? Code::other_intermediate : Code::foreign_certificate, presented(index), of,
              {{"file", scene_.files.label_of(Place::In::chain)}}));
  }

  // The same key under the same name: other bytes, but it verifies all the same.
  bool judge_reissued(std::size_t index) {
    const x509::Certificate& of = scene_.presented()[index];
    for (const Match& match : judgement_.labels[index].matches) {
      if (match.kind != Match::Kind::same_key) continue;
      const FileEntry* entry = scene_.files.at(match.place);
      if (entry == nullptr || !entry->certificate.same_name(of)) continue;
      if (match.place.in == Place::In::root) return true;  // told by the path
      add(about(
          Code::reissued_certificate, presented(index), of,
          {{"file", match.label}, {"file_fingerprint", base::hex(entry->certificate.sha256())}}));
      return true;
    }
    return false;
  }

  // A certificate that the cause of a broken path names is not told a second time as foreign.
  bool named_by_cause(Place place) const {
    return std::ranges::any_of(judgement_.findings, [&](const Finding& finding) {
      return info(finding.code).check == Check::path && finding.severity == Severity::error &&
             finding.about == place;
    });
  }

  bool has(Code code) const {
    return std::ranges::find(judgement_.findings, code, &Finding::code) !=
           judgement_.findings.end();
  }

  bool is_presented(const x509::Certificate& certificate) const {
    const x509::Chain& chain = scene_.presented();
    return std::find(chain.begin() + 1, chain.end(), certificate) != chain.end();
  }

  // A root need not be presented (ztunnel does not); a missing intermediate that breaks the path
  // has its own finding.
  void judge_missing() {
    if (has(Code::missing_intermediate)) return;
    const std::span<const x509::Certificate> chain{scene_.presented()};
    std::unordered_set<std::string> seen;
    for (const auto& certificate : chain.subspan(1)) seen.insert(certificate.der());
    for (const FileEntry& entry : scene_.files.entries(Place::In::chain)) {
      if (seen.contains(entry.certificate.der())) continue;
      Finding finding =
          about(Code::missing_certificate, entry.place, entry.certificate, {{"file", entry.label}});
      if (entry.certificate.self_issued()) finding.severity = Severity::note;
      add(std::move(finding));
    }
  }

  void judge_ca() {
    const FileEntry& ca = scene_.files.entries(Place::In::ca).front();
    const x509::Chain& chain = scene_.presented();
    if (chain.size() > 1 && chain[1] == ca.certificate) return;
    if (chain.size() == 1) return judge_absent_ca(ca);
    if (named_by_cause(presented(1)) || has(Code::other_intermediate) ||
        has(Code::foreign_certificate) || has(Code::missing_intermediate)) {
      return;
    }
    if (ca.certificate.same_key(chain[1]) && ca.certificate.same_name(chain[1])) {
      if (!has(Code::reissued_certificate)) judge_reissued(1);
      return;
    }
    Finding finding = about(Code::other_ca, ca.place, ca.certificate,
                            {{"file", ca.label}, {"found", display_name(chain[1])}});
    if (is_presented(ca.certificate)) finding.severity = Severity::warning;
    add(std::move(finding));
  }

  void judge_absent_ca(const FileEntry& ca) {
    if (ca.certificate.self_issued() || has(Code::missing_intermediate)) return;
    if (scene_.files.anchor(ca.certificate) != nullptr || has(Code::missing_certificate)) return;
    add(about(Code::missing_certificate, ca.place, ca.certificate, {{"file", ca.label}}));
  }

  const Scene& scene_;
  Judgement& judgement_;
};

}  // namespace

void judge_files(const Scene& scene, Judgement& judgement) {
  FileJudge{scene, judgement}.run();
}

}  // namespace mtlschain::judge
