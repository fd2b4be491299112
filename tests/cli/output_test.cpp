// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
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
  const int code = base::value(run(words, {out, err}, with_error));
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
  CHECK(base::value(run(words, {out, err}, environment())) == 0);
  CHECK(out.str().empty());
  CHECK(std::filesystem::exists(directory + "/proxy-cert-4.pem"));
  CHECK_FALSE(std::filesystem::exists(directory + "/proxy-cert-5.pem"));
  std::ofstream(directory + "/proxy-cert-1.pem") << std::string(100000, 'x');
  CHECK(base::value(run(words, {out, err}, environment())) == 0);
  CHECK(std::filesystem::file_size(directory + "/proxy-cert-1.pem") < 10000);
  std::filesystem::remove(directory + "/proxy-cert-2.pem");
  std::filesystem::create_symlink(folder->path() + "/victim", directory + "/proxy-cert-2.pem");
  CHECK(base::value(run(words, {out, err}, environment())) == 2);
  CHECK_FALSE(std::filesystem::exists(folder->path() + "/victim"));
}

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream{path} << text;
}

// save_into runs `show FILE --save-certs DIRECTORY -q`; the code, and what it says.
std::pair<int, std::string> save_into(const fs::path& directory, const std::string& file) {
  const std::array<std::string, 5> words{"show", "file:" + file, "--save-certs", directory, "-q"};
  std::ostringstream out;
  std::ostringstream err;
  const int code = base::value(run(words, {out, err}, environment()));
  return {code, err.str()};
}

TEST_CASE("--save-certs says what was there before and is not of this chain") {
  const auto folder = demo::Folder::make("/tmp");
  REQUIRE(folder);
  const fs::path directory = folder->path();
  CHECK(save_into(directory, samples + "presented.pem").second.empty());
  for (const char* name : {"proxy-cert-5.pem", "proxy-cert-12.pem", "proxy-cert-x.pem"}) {
    write_file(directory / name, "yesterday's");
  }
  const auto [code, said] = save_into(directory, samples + "presented.pem");
  CHECK(code == 0);
  const auto expected = "mtlschain: note: not of this chain, left from before: " + folder->path() +
                        "/proxy-cert-5.pem, " + folder->path() + "/proxy-cert-12.pem\n";
  CHECK(said == expected);
  CHECK(content_of(directory / "proxy-cert-5.pem") == "yesterday's");
  write_file(directory / "none.txt", "CONNECTED(00000003)\nno peer certificate available\n");
  const auto nothing = save_into(directory, directory / "none.txt").second;
  CHECK(nothing.find("/proxy-cert-1.pem, ") != std::string::npos);
}

TEST_CASE("--save-certs leaves other names of a file what they were") {
  const auto folder = demo::Folder::make("/tmp");
  REQUIRE(folder);
  const fs::path directory = fs::path{folder->path()} / "certs";
  const fs::path elsewhere = fs::path{folder->path()} / "precious";
  fs::create_directory(directory);
  write_file(elsewhere, "precious");
  fs::create_hard_link(elsewhere, directory / "proxy-cert-1.pem");
  CHECK(save_into(directory, samples + "presented.pem").first == 0);
  CHECK(content_of(elsewhere) == "precious");
  CHECK(content_of(directory / "proxy-cert-1.pem").starts_with("-----BEGIN CERTIFICATE-----\n"));
  const auto rights = fs::status(directory / "proxy-cert-1.pem").permissions();
  CHECK((rights & fs::perms::owner_write) != fs::perms::none);
}

// FileLimit stands for a disk that is full behind that many bytes of a file.
class FileLimit {
 public:
  explicit FileLimit(std::uintmax_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

TEST_CASE("--save-certs on a full disk leaves all of the chain that was there, and nothing half") {
  const auto folder = demo::Folder::make("/tmp");
  REQUIRE(folder);
  const fs::path directory = folder->path();
  REQUIRE(save_into(directory, samples + "presented.pem").first == 0);
  std::uintmax_t longest = 0;
  for (int number = 1; number <= 4; ++number) {
    const auto path = directory / fmt::format("proxy-cert-{}.pem", number);
    longest = std::max(longest, fs::file_size(path));
    write_file(path, "old");
  }
  REQUIRE(longest > 0);
  {
    const FileLimit limit{longest - 1};
    const auto [code, said] = save_into(directory, samples + "presented.pem");
    CHECK(code == 2);
    CHECK(said.find("cannot write " + folder->path() + "/proxy-cert-") != std::string::npos);
  }
  int files = 0;
  for (const auto& entry : fs::directory_iterator{directory}) {
    ++files;
    CHECK(content_of(entry.path()) == "old");
  }
  CHECK(files == 4);
}

TEST_CASE("the status line is only for a terminal, and is taken away") {
  std::ostringstream out;
  std::ostringstream err;
  auto terminal = environment();
  terminal.err_is_terminal = true;
  const std::array<std::string, 3> words{"show", "file:" + samples + "presented.pem",
                                         "file:" + samples + "presented.pem"};
  CHECK(base::value(run(words, {out, err}, terminal)) == 0);
  CHECK(err.str().find("2/2 observed") != std::string::npos);
  std::ostringstream plain;
  CHECK(base::value(run(words, {out, plain}, environment())) == 0);
  CHECK(plain.str().find('\x1b') == std::string::npos);
}

TEST_CASE("an exception is a bug: exit code 70") {
  std::ostringstream out;
  std::ostringstream err;
  Environment broken;
  broken.now = []() -> base::Time { throw std::runtime_error("no clock"); };
  const std::array<std::string, 2> words{"show", "file:" + samples + "presented.pem"};
  CHECK(base::value(run(words, {out, err}, broken)) == 70);
  CHECK(err.str().find("no clock") != std::string::npos);
}

}  // namespace
}  // namespace mtlschain::cli
