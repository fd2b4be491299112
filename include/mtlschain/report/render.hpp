// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <span>

#include <mtlschain/report/report.hpp>

namespace mtlschain::report {

// Style is how text is laid out; the defaults are those of a pipe.
struct Style {
  bool colour = false;
  std::size_t width =
      100;             // columns; text is cut or wrapped to it, never evidence (fingerprints, PEM)
  bool quiet = false;  // only the headline of what is not verified
};

// write_text writes the screen for one target.
void write_text(std::ostream& out, const Report& report, const Inputs& inputs, const Style& style);

// Transcript is the two streams of `openssl s_client -showcerts`: `err` gets the depth= and verify
// error lines.
struct Transcript {
  std::ostream& out;
  std::ostream& err;
};
// write_s_client writes what `openssl s_client -showcerts` prints for the observed handshake:
// CONNECTED, the depth= lines with `verify error:num=`, `Certificate chain` with one PEM block
// each, `Server certificate`, acceptable CA names, SSL-Session facts, and the verify return code.
// The verification shown is the judgement's, or the stock view's when nothing was judged.
void write_s_client(const Transcript& streams, const Report& report);

// write_json writes one document for any number of reports, pretty-printed; schema:
// testdata/report.schema.json.
void write_json(std::ostream& out, std::span<const Report> reports, const Inputs& inputs);

// write_jsonl writes one report as one line of JSON: an element of `reports` with the document's
// other members added.
void write_jsonl(std::ostream& out, const Report& report, const Inputs& inputs);

}  // namespace mtlschain::report
