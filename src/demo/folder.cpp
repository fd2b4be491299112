// SPDX-License-Identifier: Apache-2.0
#include "demo/folder.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include <mtlschain/base/text.hpp>

namespace mtlschain::demo {
namespace {

base::Result<void> write_chain(const x509::Chain& chain, const std::string& path) {
  std::ofstream file(path);
  for (const auto& certificate : chain) file << certificate.pem();
  file.close();
  if (file) return {};
  return base::fail(base::Stage::output, fmt::format("cannot write {}", base::printable(path)),
                    "look for a full disk");
}

}  // namespace

base::Result<Folder> Folder::make(const std::string& parent) {
  auto path = parent + "/mtlschain-demo-XXXXXX";
  if (::mkdtemp(path.data()) != nullptr) return Folder(std::move(path));
  return base::fail(base::Stage::output,
                    fmt::format("cannot make a temporary folder in {}: {}", base::printable(parent),
                                std::generic_category().message(errno)),
                    "set TMPDIR to a directory that can be written");
}

Folder::Folder(Folder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

Folder::~Folder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

base::Result<void> write_plugged(const Setup& setup, const std::string& directory) {
  std::error_code ignored;  // what matters is whether the files can be written
  std::filesystem::create_directories(directory, ignored);
  if (auto done = write_chain(setup.root_file, directory + "/root-cert.pem"); !done) return done;
  return write_chain(setup.chain_file, directory + "/cert-chain.pem");
}

}  // namespace mtlschain::demo
