// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <mtlschain/base/file.hpp>

namespace mtlschain::base {
namespace {

// Folder is a temporary directory that goes away with its test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mtlschain-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string path(const std::string& name) const { return path_ + "/" + name; }

  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream{path(name), std::ios::binary} << bytes;
    return path(name);
  }

 private:
  std::string path_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("read_file gives all bytes up to the limit") {
  const Folder folder;
  const std::string bytes = std::string(200'000, 'x') + '\0' + "end";
  CHECK(*read_file(folder.write("a", bytes), bytes.size()) == bytes);
  CHECK(read_file(folder.write("empty", ""), 10)->empty());
  CHECK_FALSE(read_file(folder.write("a", bytes), bytes.size() - 1));
}

TEST_CASE("read_file says what is wrong with the file and names it") {
  const Folder folder;
  const auto missing = read_file(folder.path("no\x1b"), 10);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().stage == Stage::load);
  CHECK(contains(missing.error().message, "no\\x1b"));
  CHECK_FALSE(missing.error().hint.empty());
  CHECK(contains(read_file(folder.path(""), 10).error().message, "is a directory"));
  CHECK_FALSE(read_file("", 10));
}

TEST_CASE("read_file does not swallow a device without end") {
  CHECK(contains(read_file("/dev/zero", 1000).error().message, "larger than"));
  CHECK(read_file("/dev/null", 1000)->empty());
}

TEST_CASE("read_file reads a FIFO to its end") {
  const Folder folder;
  const std::string path = folder.path("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::thread writer{[path] {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    std::ofstream out{path};
    out << "first ";
    out.flush();
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    out << "second";
  }};
  const auto bytes = read_file(path, 100);
  writer.join();
  REQUIRE(bytes);
  CHECK(*bytes == "first second");
}

TEST_CASE("read_descriptor reads a pipe, as of a shell's process substitution") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  REQUIRE(::write(ends[1], "text", 4) == 4);
  ::close(ends[1]);
  CHECK(*read_file("/dev/fd/" + std::to_string(ends[0]), 4) == "text");
  ::close(ends[0]);
  CHECK_FALSE(read_descriptor(-1, "standard input", 10));
}

}  // namespace mtlschain::base
