// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cctype>
#include <set>
#include <string>

#include <mtlschain/judge/finding.hpp>

using namespace mtlschain::judge;

namespace {

std::string as_id(std::string_view enumerator) {
  std::string id{enumerator};
  for (char& letter : id) {
    letter = letter == '_' ? '-' : letter;
  }
  return id;
}

constexpr std::string_view enumerators[] = {
#define MTLSCHAIN_CODE(code, ...) #code,
#include <mtlschain/judge/codes.def>
#undef MTLSCHAIN_CODE
};

}  // namespace

TEST_CASE("every code has its own id, which is its enumerator in words") {
  std::set<std::string_view> ids;
  for (const CodeInfo& row : all_codes()) {
    CAPTURE(row.id);
    CHECK(ids.insert(row.id).second);
    CHECK(row.id == as_id(enumerators[static_cast<std::size_t>(row.code)]));
    CHECK(&info(row.code) == &row);
  }
}

TEST_CASE("texts are one line, lower case at the end without full stop, with closed placeholders") {
  for (const CodeInfo& row : all_codes()) {
    CAPTURE(row.id);
    CHECK_FALSE(row.message.empty());
    for (const std::string_view text : {row.message, row.hint}) {
      CHECK(text.find('\n') == std::string_view::npos);
      CHECK((text.empty() || text.back() != '.'));
      int depth = 0;
      for (const char letter : text) {
        depth += letter == '{' ? 1 : (letter == '}' ? -1 : 0);
        CHECK((depth == 0 || depth == 1));
        CHECK((depth == 0 || letter == '{' || letter == '_' ||
               std::islower(static_cast<unsigned char>(letter)) != 0));
      }
      CHECK(depth == 0);
    }
  }
}

TEST_CASE("no hint advises a key that lint finds unusual") {
  for (const CodeInfo& row : all_codes()) {
    CAPTURE(row.id);
    for (const char* key : {"Ed25519", "Ed448", "RSA-PSS", "DSA", "P-224", "secp256k1"}) {
      CHECK(row.hint.find(key) == std::string_view::npos);
    }
  }
}

TEST_CASE("ranks of errors differ, so that the headline is never a matter of chance") {
  std::set<int> ranks;
  for (const CodeInfo& row : all_codes()) {
    CAPTURE(row.id);
    CHECK(ranks.insert(row.rank).second);
  }
}

TEST_CASE("names are stable words") {
  CHECK(severity_name(Severity::error) == "error");
  CHECK(check_name(Check::handshake) == "handshake");
  CHECK(place_name(Place::In::crl) == "crl");
}

TEST_CASE("fact finds a value by name") {
  const Finding finding{.facts = {{"subject", "CN = a"}, {"issuer", "CN = b"}}};
  CHECK(fact(finding, "issuer") == "CN = b");
  CHECK(fact(finding, "none").empty());
}
