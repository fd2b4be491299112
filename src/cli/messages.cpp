// SPDX-License-Identifier: Apache-2.0
#include "cli/messages.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include <mtlschain/base/text.hpp>

namespace mtlschain::cli {

void put_error(std::ostream& err, const base::Error& error) {
  err << "mtlschain: error: " << error.message << '\n';
  if (!error.hint.empty()) err << "mtlschain: hint: " << error.hint << '\n';
  err.flush();
}

base::ExitCode failed(const base::Error& error, const Streams& streams) {
  put_error(streams.err, error);
  return base::ExitCode::usage;
}

tl::unexpected<base::Error> refuse(std::string message, std::string hint) {
  return base::fail(base::Stage::options, std::move(message), std::move(hint));
}

void put_note(std::ostream& err, std::string_view text) {
  err << "mtlschain: note: " << text << '\n';
  err.flush();
}

void note_readable_key(std::ostream& err, const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto status = fs::status(path, error);
  const bool others =
      (status.permissions() & (fs::perms::group_read | fs::perms::others_read)) != fs::perms::none;
  if (!fs::is_regular_file(status) || !others) return;
  put_note(err, fmt::format("{} holds a private key, and others than its owner may read it (mode "
                            "{:04o})",
                            base::printable(path), static_cast<unsigned>(status.permissions())));
}

}  // namespace mtlschain::cli
