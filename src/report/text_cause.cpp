// SPDX-License-Identifier: Apache-2.0
#include "report/evidence.hpp"
#include "report/sections.hpp"
#include <mtlschain/judge/explanation.hpp>

namespace mtlschain::report {

void put_cause(Page& page, const judge::Finding& cause, const Words& words) {
  const judge::Explanation& row = judge::explanation(cause.code);
  page.put("  why:  ", row.why);
  std::string_view lead = "  seen: ";
  const auto put_evidence = [&](const std::string& line) {
    page.put(lead, line, Ink::faint);
    lead = "        ";
  };
  for (const std::string& line : whole_evidence(cause)) put_evidence(line);
  if (cause.openssl) put_evidence(openssl_text(*cause.openssl));
  const std::string next = hint(cause);
  if (!next.empty()) page.put("  hint: ", next, Ink::strong);
  // One line, however long: it is there to be copied.
  const std::string_view pattern = judge::advised_command(cause);
  if (!pattern.empty()) page.line("  run:  " + command(pattern, with_place(words, cause)));
}

}  // namespace mtlschain::report
