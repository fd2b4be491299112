// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/save_certs.hpp"
#include "cli/status_line.hpp"
#include <mtlschain/cli/run.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::cli {

// Printing is what a Printer needs to know beside the reports.
struct Printing {
  Format format = Format::text;
  report::Style style;
  const report::Inputs& inputs;
  bool in_order_only_at_end = false;  // several reports a target: nobody knows when it is complete
};

// Printer writes reports in the order of their targets, as early as that order allows.
class Printer {
 public:
  Printer(const Streams& streams, Printing printing, StatusLine& status)
      : streams_(streams), printing_(std::move(printing)), status_(status) {}

  // add takes a report; with --quiet the good ones are not written as text or transcript.
  void add(std::size_t index, report::Report report, bool good);
  // finish writes what is left, also where targets are missing.
  void finish();

 private:
  // Entry is a report that waits for its turn: rendered at once, for the text of a report is far
  // smaller than its certificates.
  struct Entry {
    std::string address;
    std::string out;
    std::string err;
    std::optional<report::Report> report;  // for the one document of `json`
  };
  Entry rendered(report::Report report, bool good) const;
  void write(Entry entry);

  const Streams& streams_;
  Printing printing_;
  StatusLine& status_;
  std::multimap<std::size_t, Entry> waiting_;
  std::vector<report::Report> document_;
  std::size_t next_ = 0;
  bool wrote_ = false;
};

}  // namespace mtlschain::cli
