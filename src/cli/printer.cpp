// SPDX-License-Identifier: Apache-2.0
#include "cli/printer.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mtlschain::cli {

void Printer::write(Entry entry) {
  status_.clear();
  const bool for_people = printing_.format == Format::text || printing_.format == Format::s_client;
  if (for_people && printing_.style.quiet && entry.good) return;
  auto& report = entry.report;
  switch (printing_.format) {
    case Format::text:
      if (std::exchange(wrote_, true) && !printing_.style.quiet) streams_.out << '\n';
      report::write_text(streams_.out, report, printing_.inputs, printing_.style);
      break;
    case Format::s_client:
      report::write_s_client({streams_.out, streams_.err}, report);
      break;
    case Format::jsonl:
      report::write_jsonl(streams_.out, report, printing_.inputs);
      break;
    case Format::json:
      document_.push_back(std::move(report));
      return;
  }
  streams_.out.flush();
}

void Printer::add(std::size_t index, report::Report report, bool good) {
  waiting_.emplace(index, Entry{std::move(report), good});
  if (printing_.in_order_only_at_end) return;
  // Collected material may give several reports for one index, one after the other.
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first <= next_;
       first = waiting_.begin()) {
    auto ready = waiting_.extract(first);
    next_ = std::max(next_, ready.key() + 1);
    write(std::move(ready.mapped()));
  }
}

void Printer::finish() {
  // The addresses of one name arrive in no order: give them one.
  std::multimap<std::pair<std::size_t, std::string>, Entry> rest;
  for (auto& [index, entry] : waiting_) {
    std::pair place{index, entry.report.observation.address};
    rest.emplace(std::move(place), std::move(entry));
  }
  waiting_.clear();
  for (auto& [place, entry] : rest) write(std::move(entry));
  if (printing_.format == Format::json) {
    report::write_json(streams_.out, document_, printing_.inputs);
  }
  streams_.out.flush();
}

}  // namespace mtlschain::cli
