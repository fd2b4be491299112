// SPDX-License-Identifier: Apache-2.0
#include "cli/expectation.hpp"

#include <utility>

#include "cli/messages.hpp"

namespace mtlschain::cli {
namespace {

report::Inputs::File record(std::string role, const trust::PluggedFile& file) {
  report::Inputs::File record{
      std::move(role), file.path, file.label, file.bundle.entries.size(), {}};
  for (const auto& entry : file.bundle.entries) {
    record.sha256.push_back(base::hex(entry.certificate.sha256()));
  }
  return record;
}

}  // namespace

base::Result<trust::PluggedFiles> load_plugged(const Options& options, std::ostream& err) {
  auto loaded = trust::load_anchors(options.plugged);
  if (!loaded || options.output.quiet) return loaded;
  for (const auto& remark : loaded->remarks) put_note(err, remark);
  return loaded;
}

judge::Expectation expectation_of(const Judging& judging, trust::PluggedFiles plugged,
                                  base::Time at) {
  judge::Expectation expectation;
  expectation.plugged = std::move(plugged);
  expectation.at = at;
  expectation.purpose = judging.purpose;
  expectation.spiffe = judging.spiffe;
  expectation.trust_domain = judging.trust_domain;
  expectation.host = judging.host;
  expectation.min_remaining = judging.min_remaining;
  expectation.profile = judging.profile;
  return expectation;
}

report::Inputs inputs_of(const trust::PluggedFiles& plugged, base::Time at) {
  report::Inputs inputs;
  inputs.at = at;
  if (plugged.root.given()) inputs.files.push_back(record("root", plugged.root));
  if (plugged.chain.given()) inputs.files.push_back(record("chain", plugged.chain));
  if (plugged.ca.given()) inputs.files.push_back(record("ca", plugged.ca));
  if (plugged.crl.state == trust::FileState::read) {
    inputs.files.push_back(
        {"crl", plugged.crl.path, plugged.crl.label, plugged.crl.lists.size(), {}});
  }
  return inputs;
}

}  // namespace mtlschain::cli
