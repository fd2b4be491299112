// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "x509/base64.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::x509 {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view dashes = "-----";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// A label longer than this is no label: the bound keeps the search for its end short.
constexpr std::size_t longest_label = 64;

// Line is one line without its end and without the blanks before that, as OpenSSL trims it.
struct Line {
  std::string_view text;
  std::size_t number = 0;
};

// Boundary is a BEGIN or END mark found in a line, with what stands around it.
struct Boundary {
  std::string_view before;
  std::string_view label;
  std::string_view after;
};

bool trimmed_off(char c) {
  return static_cast<unsigned char>(c) <= ' ';
}

std::string_view trim_right(std::string_view text) {
  while (!text.empty() && trimmed_off(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view trim_left(std::string_view text) {
  while (!text.empty() && trimmed_off(text.front())) text.remove_prefix(1);
  return text;
}

std::optional<Boundary> find_boundary(std::string_view line, std::string_view mark) {
  if (line.size() < mark.size() + dashes.size()) return std::nullopt;
  const auto at = line.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto rest = line.substr(at + mark.size());
  const auto length = rest.substr(0, longest_label + dashes.size()).find(dashes);
  if (length == std::string_view::npos || length == 0) return std::nullopt;
  return Boundary{line.substr(0, at), rest.substr(0, length), rest.substr(length + dashes.size())};
}

// quoted: the mark is part of a comment or of a sentence, not the beginning of a block.
bool quoted(const Boundary& begin) {
  const auto before = trim_left(begin.before);
  if (before.starts_with('#') || before.starts_with("//")) return true;
  return !before.empty() && !begin.after.empty() &&
         begin.after.find(end_mark) == std::string_view::npos;
}

// begin_problem says why OpenSSL does not see this BEGIN; empty where it does.
std::string begin_problem(const Boundary& begin, std::size_t line) {
  if (!begin.after.empty()) {
    return fmt::format("text follows BEGIN on line {}: the line breaks of the block are lost",
                       line);
  }
  // OpenSSL skips a byte order mark there.
  if (begin.before.empty() || begin.before == byte_order_mark) return {};
  if (trim_left(begin.before).empty()) {
    return fmt::format(
        "BEGIN on line {} is indented, so OpenSSL ignores the block: remove the leading blanks",
        line);
  }
  return fmt::format(
      "text stands before BEGIN on line {}, so OpenSSL ignores the block: put a newline between",
      line);
}

std::string shared_line_problem(std::size_t line) {
  return fmt::format(
      "END and BEGIN share line {}: a newline is missing between them (files joined without a "
      "final newline); insert it",
      line);
}

// Scanner looks at each line once; a block is open from its BEGIN to its END.
class Scanner {
 public:
  bool take(const Line& line) {
    open_ ? inside(line) : outside(line);
    return blocks_.size() <= max_pem_blocks;
  }

  std::vector<PemBlock> finish() {
    if (open_) close("no END line");
    return std::move(blocks_);
  }

 private:
  void outside(const Line& line) {
    const auto begin = find_boundary(line.text, begin_mark);
    if (!begin || quoted(*begin)) return;
    open(*begin, line.number, begin_problem(*begin, line.number));
    if (begin->after.find(end_mark) != std::string_view::npos) close({});
  }

  void inside(const Line& line) {
    if (const auto end = find_boundary(line.text, end_mark)) return end_line(*end, line);
    const auto begin = find_boundary(line.text, begin_mark);
    if (begin && !quoted(*begin)) {
      close(fmt::format("no END line before the next BEGIN on line {}", line.number));
      return outside(line);
    }
    body_line(line);
  }

  void end_line(const Boundary& end, const Line& line) {
    if (const auto next = find_boundary(end.after, begin_mark)) {
      close(shared_line_problem(line.number));
      open(*next, line.number, shared_line_problem(line.number));
      return;
    }
    if (end.label != blocks_.back().label) {
      return close(fmt::format("the END on line {} is that of another kind of block ({})",
                               line.number, base::printable(end.label)));
    }
    if (!end.after.empty()) {
      return close(fmt::format("text follows END on line {}", line.number));
    }
    if (!end.before.empty()) {
      return close(
          fmt::format("END on line {} does not stand at the beginning of the line", line.number));
    }
    close({});
  }

  void body_line(const Line& line) {
    if (secret_) return;
    // Only right behind BEGIN a blank line changes nothing.
    if (line.text.empty() && line.number > blocks_.back().line + 1) {
      return note(fmt::format(
          "blank line {} in the block: OpenSSL takes what stands before it for a header",
          line.number));
    }
    if (line.text.find(':') != std::string_view::npos) {
      return note(fmt::format("header on line {}: OpenSSL refuses a {} block with headers",
                              line.number, base::printable(blocks_.back().label)));
    }
    if (blocks_.back().problem.empty() && !body_.add(line.text)) {
      note(fmt::format("bad base64 on line {}", line.number));
    }
  }

  void open(const Boundary& begin, std::size_t line, std::string problem) {
    open_ = true;
    secret_ = is_private_key_label(begin.label);
    body_ = {};
    blocks_.push_back({std::string{begin.label}, line, {}, std::move(problem)});
  }

  // note keeps the first problem of the block: later ones mostly follow from it.
  void note(std::string problem) {
    if (blocks_.back().problem.empty()) blocks_.back().problem = std::move(problem);
  }

  void close(std::string problem) {
    open_ = false;
    note(std::move(problem));
    PemBlock& block = blocks_.back();
    if (secret_ || !block.problem.empty()) return;
    auto der = body_.decode();
    if (der) {
      block.der = std::move(*der);
    } else {
      block.problem = der.error();
    }
  }

  std::vector<PemBlock> blocks_;
  Base64Body body_;
  bool open_ = false;
  bool secret_ = false;
};

}  // namespace

base::Result<std::vector<PemBlock>> scan_pem(std::string_view text) {
  if (text.size() > max_file_bytes) {
    return base::fail(base::Stage::load, fmt::format("larger than {} bytes", max_file_bytes),
                      "split it, or check that this is the right file");
  }
  Scanner scanner;
  for (Line line{{}, 1}; !text.empty(); ++line.number) {
    const auto end = text.find('\n');
    line.text = trim_right(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!scanner.take(line)) {
      return base::fail(base::Stage::load, fmt::format("more than {} PEM blocks", max_pem_blocks),
                        "split it, or check that this is the right file");
    }
  }
  return scanner.finish();
}

bool is_certificate_label(std::string_view label) {
  return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

bool is_private_key_label(std::string_view label) {
  return label.ends_with("PRIVATE KEY");
}

}  // namespace mtlschain::x509
