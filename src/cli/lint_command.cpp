// SPDX-License-Identifier: Apache-2.0
#include "cli/lint_command.hpp"

#include <openssl/crypto.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/looking.hpp"
#include "cli/messages.hpp"
#include "cli/style.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/memory.hpp>
#include <mtlschain/report/exit_code.hpp>
#include <mtlschain/report/lint.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::cli {
namespace {

constexpr std::string_view file_prefix = "file:";

using Loaded = base::Result<trust::PluggedFiles>;

Loaded load_secret(base::Result<std::string> text, const std::string& name) {
  if (!text) return tl::unexpected(text.error());
  return trust::load_document(*text, name);
}

// noted tells of a key's file what a Secret's entry has not: who may read it.
Loaded noted(Loaded loaded, const Output& output, std::ostream& err) {
  if (loaded && !output.quiet) note_readable_key(err, loaded->key.path);
  return loaded;
}

// A directory is one; anything else that is named is a Secret.
Loaded load_operand(std::string operand, const Options& options, std::ostream& err,
                    const Environment& environment) {
  if (operand == "-") {
    const int input = environment.standard_input;
    return load_secret(base::read_descriptor(input, "standard input", x509::max_file_bytes),
                       "standard input");
  }
  if (operand.starts_with(file_prefix)) operand.erase(0, file_prefix.size());
  std::error_code error;
  const auto status = std::filesystem::status(operand, error);
  const bool named_file = std::filesystem::exists(status) && !std::filesystem::is_directory(status);
  if (!named_file) return noted(trust::load_directory(operand), options.output, err);
  return load_secret(base::read_file(operand, x509::max_file_bytes), operand);
}

Loaded load(const Options& options, std::ostream& err, const Environment& environment) {
  const base::SecretReading reading;
  const trust::PluggedPaths& paths = options.plugged;
  const bool files = !(paths.root + paths.chain + paths.ca + paths.key + paths.crl).empty();
  if (options.targets.size() > 1) return refuse("more than one directory", "lint them one by one");
  if (options.targets.empty()) return noted(trust::load_files(paths), options.output, err);
  if (files) {
    return refuse("a directory and single files are given",
                  "give one or the other (MTLSCHAIN_ROOT and the like count as given)");
  }
  return load_operand(options.targets.front(), options, err, environment);
}

}  // namespace

base::ExitCode run_lint(const Options& options, const Streams& streams,
                        const Environment& environment) {
  const Format format = options.output.format.value_or(Format::text);
  const Loaded loaded = format == Format::s_client
                            ? refuse("lint does not write s_client", "write -o text, json or jsonl")
                            : load(options, streams.err, environment);
  if (!loaded) return failed(loaded.error(), streams);
  judge::LintRequest request{options.judging.at.value_or(environment.now())};
  if (options.judging.trust_domain) request.trust_domain = *options.judging.trust_domain;
  const report::Linted linted{*loaded,
                              judge::lint(*loaded, request),
                              request.at,
                              request.trust_domain,
                              options.judging.fail_on_warning,
                              OpenSSL_version(OPENSSL_VERSION)};
  if (format == Format::text) {
    report::write_lint_text(streams.out, linted, style_of(options.output, environment));
  } else {
    report::write_lint_json(streams.out, linted, format == Format::jsonl);
  }
  return finish_output(report::exit_code(linted), streams, environment);
}

}  // namespace mtlschain::cli
