// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include "case.hpp"
#include "fuzz/elements.hpp"
#include "fuzz/rendered.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/report/render.hpp>

namespace mtlschain::tests::fuzz {
namespace {

constexpr std::size_t most_lists = 8;

// The chain of testdata/cases/crl-good, and the roots that it verifies under.
const Case& chain_with_lists() {
  static const Case given = read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases/crl-good");
  return given;
}

std::vector<x509::Crl> lists_in(std::string_view bytes) {
  std::vector<x509::Crl> lists;
  while (!bytes.empty() && lists.size() < most_lists) {
    auto list = x509::Crl::from_der(base::bytes_of(take_element(bytes)));
    if (list) {
      promise(clean(list->issuer()), "issuer printable");
      lists.push_back(*std::move(list));
    } else {
      promise_error(list.error(), base::Stage::load);
    }
  }
  return lists;
}

judge::Judgement judged(std::vector<x509::Crl> lists) {
  judge::Expectation expectation = chain_with_lists().expectation;
  expectation.plugged.crl.lists = std::move(lists);
  return judge::judge(chain_with_lists().observation, expectation);
}

}  // namespace

void crl(std::string_view bytes) {
  auto lists = lists_in(bytes);
  if (lists.empty()) return;
  auto judgement = judged(lists);
  const auto turn = turn_of(bytes, 3);
  if (turn == 0) {
    std::ranges::reverse(lists);
    const auto turned = judged(std::move(lists));
    promise(judge::verdict(judgement) == judge::verdict(turned), "the order of lists is nothing");
  }
  const report::Report report{chain_with_lists().observation, std::move(judgement), {}};
  if (turn == 1) {
    promise_screen([&](std::ostream& out) { report::write_text(out, report, {}, {.width = 60}); });
  } else if (turn == 2) {
    std::ostringstream out;
    report::write_jsonl(out, report, {});
    promise_json(out.view(), true);
  }
}

}  // namespace mtlschain::tests::fuzz
