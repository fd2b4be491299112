// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "report/compare_sections.hpp"
#include "report/names.hpp"

namespace mtlschain::report {

namespace {

using judge::Answer;
using judge::Trust;

// So many trusted certificates are named; of more only the others are, and the trusted are counted.
constexpr std::size_t most_named = 8;

// {anchor} and {to} are filled in.
std::string_view ground_template(judge::Ground ground) {
  static constexpr std::array<std::string_view, 12> texts{
      "verifies up to {anchor}",
      "{anchor} is the same certificate",
      "{anchor} has its name and key",
      "issued under {anchor}",
      "only the intermediate {anchor} under it is trusted: leaves of others are refused",
      "",
      "no anchor of {to} has its key",
      "{anchor} has its name, but another key",
      "{anchor} has its name and key, but is not valid at this time",
      "{to} shows no root: give its root-cert.pem",
      "{anchor} has its key under another key identifier: what names its issuer by that one is "
      "refused",
      "too many certificates to look at them all"};
  return texts.at(static_cast<std::size_t>(ground));
}

std::string ground_text(const Trust& trust, const Letters& letters) {
  if (trust.cause) return message(*trust.cause);
  return fmt::format(fmt::runtime(ground_template(trust.ground)),
                     fmt::arg("anchor", short_name(trust.anchor)), fmt::arg("to", letters.to));
}

Ink answer_ink(Answer answer) {
  static constexpr std::array inks{Ink::good, Ink::caution, Ink::bad, Ink::caution};
  return inks.at(static_cast<std::size_t>(answer));
}

// Question is about the leaves, or where there is none about the anchors.
struct Question {
  std::size_t asked = 0;
  std::size_t yes = 0;
  bool of_leaves = false;
};

Question question_of(const judge::Direction& direction) {
  Question question;
  question.of_leaves = std::ranges::any_of(direction.trusts, &Trust::is_leaf);
  for (const Trust& trust : direction.trusts) {
    if (trust.is_leaf != question.of_leaves) continue;
    ++question.asked;
    if (trust.answer == Answer::yes) ++question.yes;
  }
  return question;
}

std::string subject_text(const Question& question, std::string_view letter) {
  if (!question.of_leaves) return fmt::format("does a leaf under {}", letter);
  return fmt::format("{} of {}", question.asked > 1 ? "do the leaves" : "does the leaf", letter);
}

std::string answer_text(const judge::Direction& direction, const Question& question) {
  if (direction.answer != Answer::some) return std::string(answer_name(direction.answer));
  if (question.yes == 0) return "for some of them";
  return fmt::format("for {} of {}", question.yes, question.asked);
}

void put_trust(Page& page, const Trust& trust, const Letters& letters) {
  const std::string late = trust.leaf_out_of_date ? " (its own dates aside)" : "";
  page.put(
      "  ",
      fmt::format("{} {}: {}{}", places_text(trust.subject),
                  certificate_name(trust.subject.certificate), ground_text(trust, letters), late),
      trust.answer == Answer::yes ? Ink::faint : answer_ink(trust.answer));
  if (!trust.cause) return;
  const std::string next = hint(*trust.cause);
  if (!next.empty()) page.put("    hint: ", next);
}

}  // namespace

void put_direction(Page& page, const Letters& letters, const judge::Direction& direction) {
  const Question question = question_of(direction);
  page.put(
      "",
      fmt::format("{} verify under the anchors of {}? {}", subject_text(question, letters.from),
                  letters.to, answer_text(direction, question)),
      answer_ink(direction.answer));
  const bool brief = direction.trusts.size() > most_named;
  std::size_t unnamed = 0;
  for (const Trust& trust : direction.trusts) {
    if (brief && trust.answer == Answer::yes) {
      ++unnamed;
    } else {
      put_trust(page, trust, letters);
    }
  }
  if (unnamed > 0) page.line(fmt::format("  {} trusted", unnamed), Ink::faint);
}

}  // namespace mtlschain::report
