// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "demo/cases.hpp"
#include <mtlschain/base/result.hpp>

namespace mtlschain::demo {

// Folder is a new temporary directory that goes away, with all in it, with its owner.
class Folder {
 public:
  // make creates it below `parent`. Fails (stage output) where that cannot be written.
  static base::Result<Folder> make(const std::string& parent);

  Folder(Folder&& other) noexcept;
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  Folder& operator=(Folder&&) = delete;
  ~Folder();

  const std::string& path() const { return path_; }

 private:
  explicit Folder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// write_plugged writes root-cert.pem and cert-chain.pem into `directory`, which is made if needed.
base::Result<void> write_plugged(const Setup& setup, const std::string& directory);

}  // namespace mtlschain::demo
