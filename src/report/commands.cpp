// SPDX-License-Identifier: Apache-2.0
#include "report/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <mtlschain/base/text.hpp>
#include <mtlschain/spiffe/svid.hpp>

namespace mtlschain::report {

namespace {

constexpr std::string_view letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view plain_marks = "-_./:@%+=,";

bool plain(char byte) {
  return letters.find(byte) != std::string_view::npos ||
         plain_marks.find(byte) != std::string_view::npos;
}

// shell_word is one word for a POSIX shell; what cannot be printed is escaped as everywhere.
std::string shell_word(std::string_view text) {
  const std::string shown = base::printable(text);
  if (!shown.empty() && std::ranges::all_of(shown, plain)) return shown;
  std::string word = "'";
  for (const char byte : shown) word += byte == '\'' ? std::string{"'\\''"} : std::string{byte};
  return word + "'";
}

void add(Words& words, std::string name, std::string_view value) {
  if (!value.empty()) words.push_back({std::move(name), shell_word(value)});
}

std::optional<spiffe::Id> identity_of(const observe::Observation& seen) {
  if (seen.presented.empty()) return std::nullopt;
  return spiffe::id_of(seen.presented.front());
}

// Istio's ids are /ns/NAMESPACE/sa/ACCOUNT.
std::string_view segment_behind(std::string_view path, std::string_view mark) {
  const auto at = path.find(mark);
  if (at == std::string_view::npos) return {};
  path.remove_prefix(at + mark.size());
  return path.substr(0, path.find('/'));
}

// A service is called NAME.NAMESPACE, with or without svc and the cluster's domain behind it.
std::string_view namespace_in(std::string_view host) {
  const auto dot = host.find('.');
  if (dot == std::string_view::npos || host.find(':') != std::string_view::npos) return {};
  const std::string_view rest = host.substr(dot + 1);
  const auto end = rest.find('.');
  const bool is_service = end == std::string_view::npos || rest.substr(end).starts_with(".svc");
  return is_service ? rest.substr(0, end) : std::string_view{};
}

void add_mesh_words(Words& words, const observe::Observation& seen) {
  const auto id = identity_of(seen);
  const std::string_view path = id ? std::string_view{id->path} : std::string_view{};
  const std::string_view space = segment_behind(path, "/ns/");
  add(words, "namespace", space.empty() ? namespace_in(seen.name) : space);
  add(words, "service_account", segment_behind(path, "/sa/"));
}

// How to look into a file of certificates.
struct File {
  judge::Place::In in;
  std::string_view pattern;
};
constexpr File files[] = {
    {judge::Place::In::root, "openssl storeutl -noout -text -certs {root|root-cert.pem}"},
    {judge::Place::In::chain, "openssl storeutl -noout -text -certs {chain|cert-chain.pem}"},
    {judge::Place::In::ca, "openssl x509 -in {ca|ca-cert.pem} -noout -text"}};

std::string_view word_for(std::string_view name, std::string_view fallback, const Words& words) {
  const auto known = std::ranges::find(words, name, &judge::Fact::name);
  return known == words.end() ? fallback : std::string_view{known->value};
}

}  // namespace

Words words_of(const Report& report, const Inputs& inputs) {
  Words words;
  add(words, "target", report.observation.target);
  add_mesh_words(words, report.observation);
  for (const Inputs::File& file : inputs.files) add(words, file.role, file.path);
  return words;
}

Words words_of(const Linted& linted) {
  const trust::PluggedFiles& directory = linted.directory;
  Words words;
  add(words, "root", directory.root.path);
  add(words, "ca", directory.ca.path);
  add(words, "key", directory.key.path);
  add(words, "crl", directory.crl.path);
  if (directory.naming == trust::Naming::istio) add(words, "chain", directory.chain.path);
  return words;
}

Words with_place(Words words, const judge::Finding& finding) {
  const judge::Place& place = finding.about;
  const auto* file = std::ranges::find(files, place.in, &File::in);
  const std::size_t number = place.in == judge::Place::In::presented ? place.index : 0;
  const std::string pattern = file != std::end(files)
                                  ? std::string{file->pattern}
                                  : fmt::format(
                                        "mtlschain show {{target|HOST:PORT}} | "
                                        "openssl storeutl -noout -text -certs /dev/stdin "
                                        "# number {}",
                                        number);
  std::string look = command(pattern, words);
  words.push_back({"look", std::move(look)});
  return words;
}

std::string command(std::string_view pattern, const Words& words) {
  std::string result;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    const auto bar = pattern.find('|', open);
    const auto close = pattern.find('}', open);
    result += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    if (bar < close && close != std::string_view::npos) {
      result += word_for(pattern.substr(open + 1, bar - open - 1),
                         pattern.substr(bar + 1, close - bar - 1), words);
      pattern.remove_prefix(close + 1);
    } else {
      result += '{';
      pattern.remove_prefix(open + 1);
    }
  }
  return result;
}

}  // namespace mtlschain::report
