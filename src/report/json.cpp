// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "report/json_parts.hpp"
#include "report/names.hpp"
#include <mtlschain/base/time.hpp>
#include <mtlschain/report/exit_code.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::report {

namespace {

constexpr const char* report_schema = "mtlschain/report/1";

Json file_json(const Inputs::File& file) {
  return {{"role", file.role},
          {"path", record_text(file.path)},
          {"label", record_text(file.label)},
          {"certificates", file.certificates},
          {"sha256", file.sha256}};
}

Json frame_json(const Inputs& inputs) {
  Json files = Json::array();
  for (const Inputs::File& file : inputs.files) files.push_back(file_json(file));
  return {{"schema", report_schema},
          {"tool", tool_json(inputs.openssl)},
          {"inputs", {{"at", base::format_time(inputs.at)}, {"files", std::move(files)}}}};
}

Json headline_json(const judge::Judgement& judgement, const Inputs& inputs) {
  const judge::Finding* cause = headline(judgement, inputs);
  return cause == nullptr ? Json() : Json(judge::info(cause->code).id);
}

Json verdict_json(const Report& report, const Inputs& inputs) {
  const auto word = verdict(report, inputs);
  return word ? Json(judge::verdict_name(*word)) : Json();
}

// A report of a report does not lose how what it tells was seen first.
Json first_source_json(const observe::Observation& seen) {
  return seen.first_source ? Json(observe::source_name(*seen.first_source)) : Json();
}

Json report_json(const Report& report, const Inputs& inputs) {
  const observe::Observation& seen = report.observation;
  Json json{{"target", record_text(seen.target)},
            {"source", observe::source_name(seen.source)},
            {"address", record_text(seen.address)},
            {"observed_at", base::format_time(report.observed_at)},
            {"verdict", verdict_json(report, inputs)},
            {"exit_code", base::value(exit_code(report, inputs))},
            {"headline", headline_json(report.judgement, inputs)},
            {"observation", observation_json(seen)},
            {"presented", presented_json(report)},
            {"unparsed", unparsed_json(seen.unparsed)},
            {"omitted", seen.omitted},
            {"trust_bundle", trust_bundle_json(seen.trust_bundle)}};
  if (seen.source == observe::Source::report) json["first_source"] = first_source_json(seen);
  json.update(judgement_json(report.judgement, words_of(report, inputs)));
  return json;
}

}  // namespace

Json tool_json(std::string_view openssl) {
  return {{"version", MTLSCHAIN_VERSION}, {"openssl", record_text(openssl)}};
}

void write_json(std::ostream& out, std::span<const Report> reports, const Inputs& inputs) {
  Json document = frame_json(inputs);
  document["reports"] = Json::array();
  for (const Report& report : reports) document["reports"].push_back(report_json(report, inputs));
  out << document.dump(2) << '\n';
}

void write_jsonl(std::ostream& out, const Report& report, const Inputs& inputs) {
  Json line = frame_json(inputs);
  line.update(report_json(report, inputs));
  out << line.dump() << '\n';
}

}  // namespace mtlschain::report
