// SPDX-License-Identifier: Apache-2.0
// Reads a case folder of testdata/cases: presented.pem, root-cert.pem, and where the case has them
// cert-chain.pem, ca-cert.pem, ca-crl.pem, tls.crt and ca.crt, trust-bundle.pem (what the proxy
// trusts), distributed-root.pem, istiod.pem; case.txt says what is expected ("key: value" lines;
// testdata/README.md lists the keys).
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "known_keys.hpp"
#include <mtlschain/judge/judge.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::tests {

// Case is one folder.
struct Case {
  std::string name;
  std::filesystem::path folder;
  std::map<std::string, std::string> keys;
  judge::Expectation expectation;
  observe::Observation observation;

  // value is what case.txt says for a key, or an empty string.
  std::string value(const std::string& key) const {
    const auto found = keys.find(key);
    return found == keys.end() ? std::string{} : found->second;
  }
};

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{"cannot read " + path.string()};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error{result.error().message};
  return std::move(*result);
}

// read_keys reads case.txt; throws for a key that testdata/README.md does not list.
inline std::map<std::string, std::string> read_keys(const std::filesystem::path& path) {
  const std::string kind = path.parent_path().parent_path().filename().string();
  std::map<std::string, std::string> keys;
  std::istringstream lines{read_text(path)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(": ");
    if (line.empty() || line.front() == '#') continue;
    if (colon == std::string::npos) throw std::runtime_error{path.string() + ": " + line};
    const std::string key = line.substr(0, colon);
    require_known(kind, key);
    if (!keys.emplace(key, line.substr(colon + 2)).second) {
      throw std::runtime_error{path.string() + " says twice " + key};
    }
  }
  return keys;
}

// plugged_file is a file that was read.
inline trust::PluggedFile plugged_file(const std::string& path, const std::string& label,
                                       x509::Bundle bundle) {
  trust::PluggedFile file;
  file.state = trust::FileState::read;
  file.path = path;
  file.label = label;
  file.bundle = std::move(bundle);
  return file;
}

inline trust::PluggedFile read_plugged(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return {};
  const std::string label = path.filename().string();
  const std::string text = read_text(path);
  // An empty cert-chain.pem is right where the root itself signs.
  return plugged_file(path.string(), label,
                      text.empty() ? x509::Bundle{} : must(x509::read_bundle(text, label)));
}

inline judge::MinRemaining read_min_remaining(const std::string& text) {
  if (text.ends_with('%')) return judge::Share{std::stod(text)};
  return std::chrono::duration_cast<std::chrono::seconds>(must(base::parse_duration(text)));
}

inline judge::Purpose read_purpose(const std::string& word) {
  const std::map<std::string, judge::Purpose> words{{"", judge::Purpose::server},
                                                    {"server", judge::Purpose::server},
                                                    {"client", judge::Purpose::client},
                                                    {"any", judge::Purpose::any}};
  return words.at(word);
}

inline x509::Chain read_chain(const std::filesystem::path& path) {
  x509::Chain chain;
  const x509::Bundle bundle = must(x509::read_bundle(read_text(path), path.filename().string()));
  for (const x509::BundleEntry& entry : bundle.entries) chain.push_back(entry.certificate);
  return chain;
}

// What case.txt says of the handshake.
inline void read_handshake(const Case& from, observe::Observation& seen) {
  const std::string alpn = from.value("alpn");
  const std::string version = from.value("version");
  if (!alpn.empty() || !version.empty()) {
    seen.source = observe::Source::live;
    observe::Handshake& handshake = seen.handshake.emplace();
    handshake.version = version;
    handshake.key_proved = from.value("proved") != "no";
    if (!alpn.empty()) handshake.alpn_offered = {alpn};
  }
  observe::ClientCertificate& client = seen.client_certificate;
  std::istringstream issuers{from.value("request")};
  for (std::string issuer; std::getline(issuers, issuer, ';');) {
    client.requested = true;
    client.outcome = observe::ClientCertificateOutcome::accepted;
    client.acceptable_issuers.push_back(issuer);
  }
  client.sent = from.value("sent") == "yes";
  if (from.value("outcome") == "unknown") {
    client.outcome = observe::ClientCertificateOutcome::unknown;
  }
  if (const std::string text = from.value("omitted"); !text.empty())
    seen.omitted = std::stoul(text);
  if (const std::string text = from.value("alert"); !text.empty()) {
    const int number = std::stoi(text);
    seen.alerts.push_back({true, number, std::string{observe::alert_name(number)}});
    client.outcome = observe::ClientCertificateOutcome::refused;
  }
  if (from.value("failure") == "reset") {
    seen.failure = observe::Failure{
        base::Stage::handshake, observe::FailureKind::reset, "the connection was reset", {}, {}};
  }
  if (const std::string uid = from.value("captured"); !uid.empty()) {
    const auto number = static_cast<std::uint32_t>(std::stoul(uid));
    seen.captured_as = observe::User{number, number};
  }
}

inline judge::Expectation read_expectation(const Case& from) {
  judge::Expectation expectation;
  // The loader takes the names that istiod would take.
  expectation.plugged = must(trust::load_anchors(
      {.directory = from.folder.string()}, {.sidecar = (from.folder / "no/sidecar").string()}));
  expectation.plugged.crl = {};
  expectation.plugged.distributed = read_plugged(from.folder / "distributed-root.pem");
  if (std::filesystem::exists(from.folder / "istiod.pem")) {
    auto& istiod = expectation.istiod.emplace();
    istiod.presented = read_chain(from.folder / "istiod.pem");
    istiod.handshake.emplace().key_proved = true;
  }
  if (from.value("profile") == "web") expectation.profile = judge::Profile::web;
  if (from.value("crl") == "yes") {
    const std::filesystem::path path = from.folder / "ca-crl.pem";
    auto& crl = expectation.plugged.crl;
    crl.state = trust::FileState::read;
    crl.path = path.string();
    crl.label = "ca-crl.pem";
    crl.lists = must(x509::read_crls(read_text(path), "ca-crl.pem"));
  }
  expectation.at = must(base::parse_time(from.value("at")));
  expectation.purpose = read_purpose(from.value("purpose"));
  if (const std::string text = from.value("spiffe"); !text.empty()) {
    expectation.spiffe = must(spiffe::parse_pattern(text));
  }
  if (const std::string text = from.value("trust-domain"); !text.empty()) {
    expectation.trust_domain = must(spiffe::parse_trust_domain(text));
  }
  if (const std::string text = from.value("host"); !text.empty()) expectation.host = text;
  if (const std::string text = from.value("min-remaining"); !text.empty()) {
    expectation.min_remaining = read_min_remaining(text);
  }
  return expectation;
}

// read_case reads one folder; throws where something is missing or malformed.
inline Case read_case(const std::filesystem::path& folder) {
  Case read{folder.filename().string(), folder, read_keys(folder / "case.txt"), {}, {}};
  read.expectation = read_expectation(read);
  const x509::Bundle presented =
      must(x509::read_bundle(read_text(folder / "presented.pem"), "presented.pem"));
  read.observation.target = "file:presented.pem";
  read.observation.source = observe::Source::pem;
  for (const x509::BundleEntry& entry : presented.entries) {
    read.observation.presented.push_back(entry.certificate);
  }
  const trust::PluggedFile trusted = read_plugged(folder / "trust-bundle.pem");
  for (const x509::BundleEntry& entry : trusted.bundle.entries) {
    read.observation.trust_bundle.push_back(entry.certificate);
  }
  for (const x509::BundleProblem& problem : presented.problems) {
    read.observation.unparsed.push_back({problem.position, problem.line, problem.reason});
  }
  read_handshake(read, read.observation);
  return read;
}

// case_folders are all folders of testdata/cases by name.
inline std::vector<std::filesystem::path> case_folders() {
  std::vector<std::filesystem::path> folders;
  const std::filesystem::path cases = std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases";
  for (const auto& entry : std::filesystem::directory_iterator{cases}) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

}  // namespace mtlschain::tests
