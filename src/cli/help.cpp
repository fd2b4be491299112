// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/option_table.hpp"
#include "cli/parse.hpp"
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {
namespace {

struct Heading {
  Group group;
  std::string_view title;
};
constexpr std::array<Heading, 6> headings{{{Group::plugged, "Plugged files"},
                                           {Group::connection, "Connection"},
                                           {Group::judgement, "Judgement"},
                                           {Group::output, "Output"},
                                           {Group::demo, "Demo"},
                                           {Group::other, "Other"}}};

struct Screen {
  Command command;
  std::string_view usage;
  std::string_view examples;
};
constexpr std::array<Screen, 7> screens{{
    {Command::none,
     "Usage: mtlschain COMMAND [OPTION...]\n\n"
     "Looks at the certificate chain that a mesh service presents, and judges it against the\n"
     "plugged root-cert.pem and cert-chain.pem.\n\n"
     "Commands:\n"
     "  verify TARGET...   observe and judge; the exit code is the verdict\n"
     "  show TARGET...     observe only; prints what openssl s_client -showcerts prints\n"
     "  compare A B        set two bundles, chains or targets against each other\n"
     "  lint DIR           judge plugged files before they are deployed\n"
     "  demo               a small mesh on loopback to try it on\n"
     "  explain [CODE...]  what a finding means, how it is detected, what mends it\n\n"
     "Targets:\n"
     "  HOST:PORT, [V6]:PORT, unix:PATH   a TLS service\n"
     "  file:PATH, -                      collected earlier: an s_client transcript, PEM, DER, a\n"
     "                                    dump, Secret or report; - is standard input\n",
     "  mtlschain verify httpbin.istio-demo:8000 --root root-cert.pem --chain cert-chain.pem\n"
     "  mtlschain show httpbin.istio-demo:8000 > httpbin-proxy-cert.txt\n"
     "  mtlschain demo --case same-name-root\n"},
    {Command::verify, "Usage: mtlschain verify TARGET... [OPTION...]\n",
     "  mtlschain verify httpbin.istio-demo:8000 --root root-cert.pem --chain cert-chain.pem\n"
     "  mtlschain verify file:httpbin-proxy-cert.txt --root root-cert.pem -o json\n"
     "  mtlschain verify --targets-from services.txt --ca-dir certs/cluster1 --wait 60s\n"},
    {Command::show, "Usage: mtlschain show TARGET... [OPTION...]\n",
     "  mtlschain show httpbin.istio-demo:8000 > httpbin-proxy-cert.txt\n"
     "  mtlschain show httpbin.istio-demo:8000 --save-certs certs -q\n"},
    {Command::compare,
     "Usage: mtlschain compare A B [OPTION...]\n\n"
     "A and B are targets: bundles, chains, transcripts, dumps, Secrets, ConfigMaps, services;\n"
     "a word without a colon is a file. Order, repeats and comments do not count.\n"
     "Exit code 0: the same set of certificates; 1: another.\n",
     "  mtlschain compare old/root-cert.pem new/root-cert.pem\n"
     "  mtlschain compare httpbin.istio-demo:8000 root-cert.pem\n"
     "  kubectl get secret cacerts -n istio-system -o json | mtlschain compare - root-cert.pem\n"},
    {Command::lint, "Usage: mtlschain lint [DIR | SECRET.json | -] [OPTION...]\n",
     "  mtlschain lint certs/cluster1\n"
     "  kubectl get secret cacerts -n istio-system -o json | mtlschain lint -\n"
     "  mtlschain lint --ca ca-cert.pem --chain cert-chain.pem --root root-cert.pem\n"},
    {Command::demo, "Usage: mtlschain demo [OPTION...]\n",
     "  mtlschain demo\n"
     "  mtlschain demo --case same-name-root\n"
     "  mtlschain demo --serve\n"},
    {Command::explain, "Usage: mtlschain explain [CODE...] [OPTION...]\n",
     "  mtlschain explain same-name-root\n"
     "  mtlschain explain M2\n"
     "  mtlschain explain -o json\n"},
}};

std::string left_column(const OptionRow& row) {
  const bool has_short = !row.flags.starts_with("--");
  std::string text{has_short ? row.flags.substr(0, 2) : "    "};
  if (has_short) text += ", ";
  text += row.name();
  if (!row.value.empty()) text += fmt::format(" {}", row.value);
  return text;
}

std::string options_text(Command command) {
  std::string text;
  for (const auto& heading : headings) {
    std::string lines;
    for (const auto& row : option_table()) {
      if (row.group != heading.group || !row.commands.has(command)) continue;
      lines += fmt::format("  {:<26} {}\n", left_column(row), row.help);
    }
    if (!lines.empty()) text += fmt::format("{}:\n{}", heading.title, lines);
  }
  return text;
}

std::string exit_codes_line() {
  std::string text = "Exit codes:";
  std::string_view before = " ";
  for (const auto& row : base::exit_codes()) {
    text += fmt::format("{}{} {}", before, base::value(row.code), row.word);
    before = row.code == base::ExitCode::no_chain ? ",\n  " : ", ";
  }
  return text + "\n";
}

std::string exit_codes_table() {
  std::string text = "Exit codes:\n";
  for (const auto& row : base::exit_codes()) {
    text += fmt::format("  {:<4} {}\n", base::value(row.code), row.meaning);
  }
  return text;
}

}  // namespace

std::string help_text(Command command) {
  const auto& screen = *std::ranges::find(screens, command, &Screen::command);
  std::string text{screen.usage};
  text += '\n' + options_text(command) + '\n';
  text += "Every option has an environment variable too: --ca-dir is MTLSCHAIN_CA_DIR.\n";
  text += command == Command::none ? '\n' + exit_codes_table() + '\n' : exit_codes_line();
  return text + "Examples:\n" + std::string(screen.examples);
}

std::string version_text() {
  return fmt::format("mtlschain {} ({})\n", MTLSCHAIN_VERSION, OpenSSL_version(OPENSSL_VERSION));
}

}  // namespace mtlschain::cli
