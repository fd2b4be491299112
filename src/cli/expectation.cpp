// SPDX-License-Identifier: Apache-2.0
#include "cli/expectation.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>

#include "cli/messages.hpp"

namespace mtlschain::cli {
namespace {

void note_defaults(const trust::PluggedPaths& given, const trust::PluggedPaths& found,
                   std::ostream& err) {
  if (!given.directory.empty()) return;
  constexpr std::array members{&trust::PluggedPaths::root, &trust::PluggedPaths::chain,
                               &trust::PluggedPaths::ca, &trust::PluggedPaths::crl};
  for (const auto member : members) {
    if ((given.*member).empty() && !(found.*member).empty()) {
      put_note(err, fmt::format("using {}", base::printable(found.*member)));
    }
  }
}

report::Inputs::File record(std::string role, const trust::PluggedFile& file) {
  report::Inputs::File record{
      std::move(role), file.path, file.label, file.bundle.entries.size(), {}};
  for (const auto& entry : file.bundle.entries) {
    record.sha256.push_back(base::hex(entry.certificate.sha256()));
  }
  return record;
}

}  // namespace

base::Result<trust::PluggedCa> load_plugged(const Options& options, std::ostream& err) {
  const auto found = trust::find_plugged_paths(options.plugged);
  if (!found) return tl::unexpected(found.error());
  auto loaded = trust::load_plugged_ca(*found);
  if (!loaded || options.output.quiet) return loaded;
  note_defaults(options.plugged, *found, err);
  // What was found in default places is said already.
  const std::size_t said = options.plugged.directory.empty() ? found->remarks.size() : 0;
  for (const auto& remark : std::span{loaded->remarks}.subspan(said)) put_note(err, remark);
  return loaded;
}

judge::Expectation expectation_of(const Judging& judging, trust::PluggedCa plugged, base::Time at) {
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

report::Inputs inputs_of(const trust::PluggedCa& plugged, base::Time at) {
  report::Inputs inputs;
  inputs.at = at;
  if (plugged.root) inputs.files.push_back(record("root", *plugged.root));
  if (plugged.chain) inputs.files.push_back(record("chain", *plugged.chain));
  if (plugged.ca) inputs.files.push_back(record("ca", *plugged.ca));
  if (plugged.crl) {
    inputs.files.push_back(
        {"crl", plugged.crl->path, plugged.crl->label, plugged.crl->lists.size(), {}});
  }
  return inputs;
}

}  // namespace mtlschain::cli
