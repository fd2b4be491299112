// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "trust/documents.hpp"
#include "trust/sources.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/memory.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::trust {
namespace {

using document::Part;

// take_document puts what a document says for the part into the source.
void take_document(Sources& sources, FileSource& source, Part part) {
  auto given = read_document(std::exchange(source.bytes, {}), part);
  if (!given) {
    source.problem = given.error().message;
    source.hint = given.error().hint;
    return;
  }
  source.bytes = std::move(given->text);
  source.certificates = std::move(given->certificates);
  if (given->tls_names) sources.naming = Naming::tls;
  if (!given->both_namings) return;
  sources.both_namings = true;
  sources.passed_over = source_at(std::string{document::ca_file});
  sources.passed_over->bytes = std::move(given->passed_over);
}

}  // namespace

void add_bytes(Sources& sources, Part part, const std::string& path, std::string bytes) {
  FileSource source = source_at(path);
  source.bytes = std::move(bytes);
  if (part != Part::key && is_document(source.bytes)) take_document(sources, source, part);
  sources.parts[part] = std::move(source);
}

base::Result<void> add_files(Sources& sources, const PluggedPaths& paths) {
  const std::array<std::pair<Part, const std::string*>, 5> given{{{Part::root, &paths.root},
                                                                  {Part::chain, &paths.chain},
                                                                  {Part::ca, &paths.ca},
                                                                  {Part::key, &paths.key},
                                                                  {Part::crl, &paths.crl}}};
  for (const auto& [part, path] : given) {
    if (path->empty()) continue;
    auto bytes = base::read_file(*path, x509::max_file_bytes);
    if (!bytes) return tl::unexpected(bytes.error());
    add_bytes(sources, part, *path, *std::move(bytes));
  }
  return {};
}

base::Result<PluggedFiles> load_files(const PluggedPaths& paths) {
  const base::SecretReading reading;
  Sources sources;
  if (const auto added = add_files(sources, paths); !added) return tl::unexpected(added.error());
  for (const auto* path : {&paths.root, &paths.chain, &paths.ca, &paths.key, &paths.crl}) {
    if (path->empty()) continue;
    PluggedFiles files = assemble(*path, sources, false);
    label_apart(files);
    return files;
  }
  return base::fail(base::Stage::options, "no plugged file was named",
                    "name a directory, or files with --ca, --root, --chain, --ca-key, --crl");
}

}  // namespace mtlschain::trust
