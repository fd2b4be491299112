// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "report/commands.hpp"
#include <mtlschain/report/report.hpp>

namespace mtlschain::report {

// Json keeps members in the order in which they are written.
using Json = nlohmann::ordered_json;

// record_text is foreign text for a record: valid UTF-8 without control characters, cut.
std::string record_text(std::string_view text);

// tool_json is {version, openssl}: what wrote a document.
Json tool_json(std::string_view openssl);

// The members of one report; the shapes are those of testdata/report.schema.json.
Json observation_json(const observe::Observation& observation);
Json presented_json(const Report& report);
Json unparsed_json(const std::vector<observe::Unparsed>& unparsed);
Json trust_bundle_json(const x509::Chain& bundle);
// judgement_json holds path, sequence, stock, openssl, findings and not_judged.
Json judgement_json(const judge::Judgement& judgement, const Words& words);

// finding_json is one finding with its texts.
Json finding_json(const judge::Finding& finding);
// explained_json adds what it follows from, why it happens and the command that shows more.
Json explained_json(const judge::Finding& finding, const Words& words);
// certificate_json is what a certificate says of itself, PEM included.
Json certificate_json(const x509::Certificate& certificate);
// place_json is {in, index}.
Json place_json(const judge::Place& place);

}  // namespace mtlschain::report
