// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <sstream>
#include <string>

#include "report/commands.hpp"
#include "report/json_parts.hpp"
#include "report/layout.hpp"
#include <mtlschain/report/explain.hpp>

namespace mtlschain::report {

namespace {

using judge::Explanation;

// Placeholders of the templates as people write them: {not_after} becomes NOT-AFTER.
std::string with_words(std::string_view text) {
  std::string result;
  bool inside = false;
  for (const char letter : text) {
    if (letter == '{' || letter == '}') {
      inside = letter == '{';
    } else if (inside && letter == '_') {
      result += '-';
    } else {
      const bool lower = letter >= 'a' && letter <= 'z';
      result += inside && lower ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
  }
  return result;
}

std::string number_text(const Explanation& row) {
  return row.catalogue.empty() ? "-" : std::string(row.catalogue);
}

void put(Page& page, std::string_view lead, std::string_view text) {
  if (!text.empty()) page.put(fmt::format("{:<11}", lead), text);
}

Json issues_json(std::string_view issues) {
  Json array = Json::array();
  std::istringstream words{std::string(issues)};
  for (std::string word; words >> word;) array.push_back(word);
  return array;
}

}  // namespace

void write_explanation(std::ostream& out, const Explanation& row, const Style& style) {
  Page page(out, style);
  const std::string number = row.catalogue.empty() ? "" : fmt::format(" ({})", row.catalogue);
  const std::string web = row.web_severity == row.severity
                              ? std::string{}
                              : fmt::format("; with --profile web: {}", row.web_severity);
  page.put("", fmt::format("{}{}: {}{}", row.id, number, row.severity, web), Ink::strong);
  put(page, "means", row.means);
  put(page, "detected", row.detected);
  put(page, "reported", with_words(row.message));
  put(page, "why", row.why);
  put(page, "mends", with_words(row.mends));
  if (!row.command.empty()) {
    page.line(fmt::format("{:<11}{}", "command", command(row.command, {})));
  }
  put(page, "shown by", row.issues);
}

void write_explanations(std::ostream& out, std::span<const Explanation> rows, const Style& style) {
  Page page(out, style);
  for (const Explanation& row : rows) {
    page.put(fmt::format("{:<29} {:<4} {:<12} ", row.id, number_text(row), row.severity),
             row.means);
  }
}

void write_explanations_table(std::ostream& out, std::span<const Explanation> rows) {
  out << "| finding | number | severity | means |\n| --- | --- | --- | --- |\n";
  for (const Explanation& row : rows) {
    out << fmt::format("| `{}` | {} | {} | {} |\n", row.id, row.catalogue, row.severity, row.means);
  }
}

void write_explanations_json(std::ostream& out, std::span<const Explanation> rows) {
  Json document{{"schema", "mtlschain/explanations/1"}, {"explanations", Json::array()}};
  for (const Explanation& row : rows) {
    document["explanations"].push_back({{"code", row.id},
                                        {"catalogue", row.catalogue},
                                        {"severity", row.severity},
                                        {"web_severity", row.web_severity},
                                        {"means", row.means},
                                        {"detected", row.detected},
                                        {"why", row.why},
                                        {"message", row.message},
                                        {"hint", row.mends},
                                        {"command", command(row.command, {})},
                                        {"issues", issues_json(row.issues)}});
  }
  out << document.dump(2) << '\n';
}

}  // namespace mtlschain::report
