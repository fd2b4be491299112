// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

#include "cli/descriptor_buffer.hpp"
#include "demo/folder.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {
namespace {

const std::string samples = MTLSCHAIN_TESTDATA "/cases/healthy-sidecar/";

Environment environment() {
  Environment result;
  result.now = [] { return base::Time{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}}; };
  return result;
}

// run_into runs a verification that succeeds, with standard output on a descriptor.
int run_into(int descriptor, std::string& errors) {
  DescriptorBuffer buffer(descriptor, nullptr);
  std::ostream out(&buffer);
  std::ostringstream err;
  auto with_error = environment();
  with_error.output_error = [&] { return buffer.error(); };
  const std::array<std::string, 4> words{"verify", "file:" + samples + "presented.pem", "--root",
                                         samples + "root-cert.pem"};
  const int code = run(words, {out, err}, with_error);
  errors = err.str();
  return code;
}

TEST_CASE("a full disk is an error, never exit code 0") {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  std::string errors;
  CHECK(run_into(full, errors) == 2);
  CHECK(errors.find("cannot write the report") != std::string::npos);
  ::close(full);
}

TEST_CASE("a closed pipe ends quietly") {
  std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  ::close(ends[0]);
  std::string errors;
  CHECK(run_into(ends[1], errors) == 141);
  CHECK(errors.empty());
  ::close(ends[1]);
}

TEST_CASE("--save-certs writes the chain, overwrites files, refuses links") {
  const auto folder = demo::Folder::make("/tmp");
  REQUIRE(folder);
  const auto directory = folder->path() + "/new/certs";
  const std::array<std::string, 5> words{"show", "file:" + samples + "presented.pem",
                                         "--save-certs", directory, "-q"};
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run(words, {out, err}, environment()) == 0);
  CHECK(out.str().empty());
  CHECK(std::filesystem::exists(directory + "/proxy-cert-4.pem"));
  CHECK_FALSE(std::filesystem::exists(directory + "/proxy-cert-5.pem"));
  std::ofstream(directory + "/proxy-cert-1.pem") << std::string(100000, 'x');
  CHECK(run(words, {out, err}, environment()) == 0);
  CHECK(std::filesystem::file_size(directory + "/proxy-cert-1.pem") < 10000);
  std::filesystem::remove(directory + "/proxy-cert-2.pem");
  std::filesystem::create_symlink(folder->path() + "/victim", directory + "/proxy-cert-2.pem");
  CHECK(run(words, {out, err}, environment()) == 2);
  CHECK_FALSE(std::filesystem::exists(folder->path() + "/victim"));
}

TEST_CASE("the status line is only for a terminal, and is taken away") {
  std::ostringstream out;
  std::ostringstream err;
  auto terminal = environment();
  terminal.err_is_terminal = true;
  const std::array<std::string, 3> words{"show", "file:" + samples + "presented.pem",
                                         "file:" + samples + "presented.pem"};
  CHECK(run(words, {out, err}, terminal) == 0);
  CHECK(err.str().find("2/2 observed") != std::string::npos);
  std::ostringstream plain;
  CHECK(run(words, {out, plain}, environment()) == 0);
  CHECK(plain.str().find('\x1b') == std::string::npos);
}

TEST_CASE("an exception is a bug: exit code 70") {
  std::ostringstream out;
  std::ostringstream err;
  Environment broken;
  broken.now = []() -> base::Time { throw std::runtime_error("no clock"); };
  const std::array<std::string, 2> words{"show", "file:" + samples + "presented.pem"};
  CHECK(run(words, {out, err}, broken) == 70);
  CHECK(err.str().find("no clock") != std::string::npos);
}

}  // namespace
}  // namespace mtlschain::cli
