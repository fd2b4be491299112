// SPDX-License-Identifier: Apache-2.0
#include "cli/printer.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

namespace mtlschain::cli {

Printer::Entry Printer::rendered(report::Report report, bool good) const {
  Entry entry{report.observation.address, {}, {}, {}};
  const bool for_people = printing_.format == Format::text || printing_.format == Format::s_client;
  if (for_people && printing_.style.quiet && good) return entry;
  std::ostringstream out;
  std::ostringstream err;
  switch (printing_.format) {
    case Format::text:
      report::write_text(out, report, printing_.inputs, printing_.style);
      break;
    case Format::s_client:
      report::write_s_client({out, err}, report);
      break;
    case Format::jsonl:
      report::write_jsonl(out, report, printing_.inputs);
      break;
    case Format::json:
      entry.report = std::move(report);
  }
  entry.out = std::move(out).str();
  entry.err = std::move(err).str();
  return entry;
}

void Printer::write(Entry entry) {
  status_.clear();
  if (entry.report) document_.push_back(*std::move(entry.report));
  if (entry.out.empty() && entry.err.empty()) return;
  const bool apart = printing_.format == Format::text && !printing_.style.quiet;
  if (apart && std::exchange(wrote_, true)) streams_.out << '\n';
  streams_.err << entry.err;
  streams_.out << entry.out;
  streams_.out.flush();
}

void Printer::add(std::size_t index, report::Report report, bool good) {
  waiting_.emplace(index, rendered(std::move(report), good));
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
    std::pair place{index, entry.address};
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
