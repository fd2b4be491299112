// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <span>
#include <utility>
#include <variant>

#include "observe/blocks.hpp"
#include "observe/report_shape.hpp"
#include "observe/structured.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/observe/target.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::observe {
namespace {

using document::items_of;
using document::member;
using document::text_of;
using document::Value;

constexpr std::string_view known_schema = "mtlschain/report/1";
constexpr std::size_t max_lines = 1'000;  // remarks, alerts, names: of each as many as these
constexpr std::size_t max_text = 2'048;
constexpr std::size_t max_reports = 10'000;
constexpr int max_alert = 255;
constexpr const char* take_again = "take the report again: it was changed after it was written";

std::string word(const Value* map, std::string_view name) {
  return base::printable(text_of(member(map, name)), max_text);
}

std::vector<std::string> words(const Value* list) {
  std::vector<std::string> all;
  for (const Value& item : items_of(list)) {
    if (all.size() == max_lines) break;
    all.push_back(base::printable(text_of(&item), max_text));
  }
  return all;
}

// named is the enumerator whose name, by `name_of`, is the text of `value`; else `otherwise`.
template <class Enum, class NameOf>
Enum named(const Value* value, Enum last, Enum otherwise, NameOf name_of) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (name_of(static_cast<Enum>(i)) == text_of(value)) return static_cast<Enum>(i);
  }
  return otherwise;
}

std::optional<Handshake> handshake_of(const Value* value) {
  if (value == nullptr || value->kind != document::Kind::map) return std::nullopt;
  Handshake handshake;
  handshake.completed = document::is_true(member(value, "completed"));
  handshake.version = word(value, "version");
  handshake.cipher = word(value, "cipher");
  handshake.group = word(value, "group");
  handshake.alpn = word(value, "alpn");
  handshake.servername = word(value, "servername");
  handshake.alpn_offered = words(member(value, "alpn_offered"));
  const Value* proved = member(value, "key_proved");
  if (proved != nullptr && proved->kind == document::Kind::boolean) {
    handshake.key_proved = document::is_true(proved);
  }
  handshake.peer_signature = word(value, "peer_signature");
  handshake.bytes_read = document::number_of(member(value, "bytes_read")).value_or(0);
  handshake.bytes_written = document::number_of(member(value, "bytes_written")).value_or(0);
  return handshake;
}

ClientCertificate client_of(const Value* value) {
  using Outcome = ClientCertificateOutcome;
  return {document::is_true(member(value, "requested")), document::is_true(member(value, "sent")),
          words(member(value, "acceptable_issuers")),
          named(member(value, "outcome"), Outcome::unknown, Outcome::not_requested, outcome_name)};
}

std::vector<Alert> alerts_of(const Value* value) {
  std::vector<Alert> alerts;
  for (const Value& item : items_of(value)) {
    const auto number = document::number_of(member(&item, "number"));
    if (!number || *number > max_alert || alerts.size() == max_lines) continue;
    const int alert = static_cast<int>(*number);
    const Value* fatal = member(&item, "fatal");
    alerts.push_back({document::is_true(member(&item, "received")), alert,
                      std::string(alert_name(alert)),
                      fatal == nullptr ? !is_warning(alert) : document::is_true(fatal)});
  }
  return alerts;
}

std::optional<Failure> failure_of(const Value* value) {
  if (value == nullptr || value->kind != document::Kind::map) return std::nullopt;
  return Failure{
      named(member(value, "stage"), base::Stage::output, base::Stage::load, base::stage_name),
      named(member(value, "kind"), FailureKind::interrupted, FailureKind::unreadable, failure_name),
      word(value, "message"), word(value, "hint"), word(value, "first_bytes")};
}

std::optional<User> user_of(const Value* value) {
  const auto uid = document::number_of(member(value, "uid"));
  const auto gid = document::number_of(member(value, "gid"));
  if (!uid || !gid || *uid > UINT32_MAX || *gid > UINT32_MAX) return std::nullopt;
  return User{static_cast<std::uint32_t>(*uid), static_cast<std::uint32_t>(*gid)};
}

std::chrono::microseconds elapsed_of(const Value* value) {
  if (value == nullptr || value->kind != document::Kind::number) return {};
  constexpr double most = 1e9;  // ms
  const double milliseconds = std::strtod(value->text.c_str(), nullptr);
  if (!(milliseconds >= 0 && milliseconds < most)) return {};
  return std::chrono::microseconds{std::llround(milliseconds * 1000)};
}

base::Result<x509::Certificate> certificate_of(const Value& element) {
  const auto blocks = x509::scan_pem(text_of(member(&element, "pem")));
  if (!blocks) return tl::unexpected(blocks.error());
  if (blocks->size() != 1) {
    return base::fail(base::Stage::load,
                      fmt::format("its pem has {} blocks instead of one", blocks->size()));
  }
  return x509::certificate_of(blocks->front());
}

void read_unparsed(const Value* list, Observation& observation) {
  for (const Value& item : items_of(list)) {
    const auto position = document::number_of(member(&item, "position"));
    const auto line = document::number_of(member(&item, "line"));
    if (!position || *position > x509::max_pem_blocks) continue;
    if (observation.unparsed.size() == max_lines) return;
    observation.unparsed.push_back({static_cast<std::size_t>(*position),
                                    static_cast<std::size_t>(line.value_or(0)),
                                    word(&item, "reason")});
  }
}

// read_presented believes the positions only as far as they agree with the list.
void read_presented(const Value* list, Observation& observation) {
  const auto elements = items_of(list);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    auto certificate = certificate_of(elements[i]);
    if (certificate) {
      observation.presented.push_back(*std::move(certificate));
      continue;
    }
    const auto reason = "the report is damaged: " + certificate.error().message;
    if (i > 0) {
      const auto position = document::number_of(member(&elements[i], "position"));
      observation.unparsed.push_back({static_cast<std::size_t>(position.value_or(i)), 0, reason});
      continue;
    }
    observation.failure =
        Failure{base::Stage::load, FailureKind::bad_certificate, reason, take_again, {}};
    observation.unparsed.push_back({0, 0, reason});
    return;
  }
}

x509::Chain bundle_of(const Value* list) {
  x509::Chain chain;
  for (const Value& element : items_of(list)) {
    auto certificate = certificate_of(element);
    if (certificate) chain.push_back(*std::move(certificate));
  }
  return chain;
}

// first_source_of: what a report says of its source; a report of a report says it apart.
std::optional<Source> first_source_of(const Value& report) {
  const bool is_again = text_of(member(&report, "source")) == source_name(Source::report);
  const Value* name = member(&report, is_again ? "first_source" : "source");
  const auto source = named(name, Source::kubernetes, Source::report, source_name);
  return source == Source::report ? std::nullopt : std::optional{source};
}

Observation refused(std::string target, std::string message, std::string hint) {
  Observation observation;
  observation.target = std::move(target);
  observation.source = Source::report;
  observation.failure = unreadable(std::move(message), std::move(hint));
  return observation;
}

Observation seen_in(const Value& report, const std::string& target) {
  Observation observation;
  observation.target = word(&report, "target");
  if (observation.target.empty()) observation.target = target;
  observation.source = Source::report;
  observation.first_source = first_source_of(report);
  observation.address = word(&report, "address");
  const auto parsed = parse_target(observation.target);
  if (parsed && std::holds_alternative<HostPort>(parsed->where)) {
    observation.name = std::get<HostPort>(parsed->where).host;
  }
  const Value* seen = member(&report, "observation");
  observation.handshake = handshake_of(member(seen, "handshake"));
  observation.client_certificate = client_of(member(seen, "client_certificate"));
  observation.alerts = alerts_of(member(seen, "alerts"));
  observation.failure = failure_of(member(seen, "failure"));
  observation.captured_as = user_of(member(seen, "captured_as"));
  observation.remarks = words(member(seen, "remarks"));
  observation.elapsed = elapsed_of(member(seen, "elapsed_ms"));
  read_unparsed(member(&report, "unparsed"), observation);
  observation.omitted =
      static_cast<std::size_t>(document::number_of(member(&report, "omitted")).value_or(0));
  read_presented(member(&report, "presented"), observation);
  observation.trust_bundle = bundle_of(member(&report, "trust_bundle"));
  observation.remarks.push_back(fmt::format("observed at {}, read again from {}",
                                            word(&report, "observed_at"), base::printable(target)));
  return observation;
}

// observation_of is the report at `index` of the material, counted from 0.
Observation observation_of(const Value& report, std::size_t index, const std::string& target) {
  const auto problem = shape_problem(report);
  if (problem.empty()) return seen_in(report, target);
  auto name = word(&report, "target");
  return refused(name.empty() ? target : std::move(name),
                 fmt::format("report {} is damaged: {}", index + 1, problem), take_again);
}

// list_problem says why a document gives no reports; empty: it is one report (JSON lines), or has
// the list of them.
std::string list_problem(const Value& document) {
  const Value* reports = member(&document, "reports");
  if (reports != nullptr) {
    return reports->kind == document::Kind::list ? "" : "its reports are no list";
  }
  const bool is_line =
      member(&document, "observation") != nullptr || member(&document, "presented") != nullptr;
  return is_line ? "" : "it has no list of reports";
}

}  // namespace

std::vector<Observation> read_reports(const std::vector<document::Value>& documents,
                                      const std::string& target) {
  std::vector<Observation> observations;
  for (const Value& document : documents) {
    if (text_of(member(&document, "schema")) != known_schema) {
      return {refused(target, fmt::format("a report of another version than {}", known_schema),
                      "read it with the version of mtlschain that wrote it")};
    }
    if (const auto problem = list_problem(document); !problem.empty()) {
      return {refused(target, "the report is damaged: " + problem, take_again)};
    }
    const Value* reports = member(&document, "reports");
    const auto list = reports == nullptr ? std::span{&document, 1} : items_of(reports);
    if (observations.size() + list.size() > max_reports) {
      return {refused(target, fmt::format("more than {} reports", max_reports), "split it")};
    }
    for (const Value& report : list) {
      observations.push_back(observation_of(report, observations.size(), target));
    }
  }
  if (!observations.empty()) return observations;
  return {refused(target, "a report without any target", "nothing was observed when it was made")};
}

}  // namespace mtlschain::observe
