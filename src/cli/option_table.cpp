// SPDX-License-Identifier: Apache-2.0
#include "cli/option_table.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "cli/option_values.hpp"

namespace mtlschain::cli {
namespace {

using base::Result;
using Text = const std::string&;

// store puts what `read` made of a text into its place.
template <class Value, class Place>
Result<void> store(Result<Value> read, Place& place) {
  if (!read) return tl::unexpected(read.error());
  place = *std::move(read);
  return {};
}

template <class Place>
Result<void> set(Place& place, Text text) {
  return store(read_word(text), place);
}

constexpr CommandSet verify_only{.verify = true};
constexpr CommandSet judging{.verify = true, .lint = true};
constexpr CommandSet lint_only{.lint = true};
constexpr CommandSet looking{.verify = true, .show = true};
constexpr CommandSet connecting{.verify = true, .show = true, .compare = true};
constexpr CommandSet timing{.verify = true, .compare = true, .lint = true};
constexpr CommandSet telling{.verify = true, .show = true, .compare = true, .lint = true};
constexpr CommandSet reporting{
    .verify = true, .show = true, .compare = true, .explain = true, .lint = true};
constexpr CommandSet printing{
    .verify = true, .show = true, .compare = true, .demo = true, .explain = true, .lint = true};
constexpr CommandSet demo_only{.demo = true};
constexpr CommandSet every{.verify = true,
                           .show = true,
                           .compare = true,
                           .demo = true,
                           .explain = true,
                           .lint = true,
                           .root = true};
constexpr CommandSet root_only{.root = true};

constexpr std::array rows{
    OptionRow{"--root", "FILE", "trust anchors: root-cert.pem", Group::plugged, judging,
              [](Options& o, Text t) { return set(o.plugged.root, t); }},
    OptionRow{"--chain", "FILE", "what the mesh should present behind the leaf: cert-chain.pem",
              Group::plugged, judging, [](Options& o, Text t) { return set(o.plugged.chain, t); }},
    OptionRow{"--ca", "FILE", "the signing certificate: ca-cert.pem", Group::plugged, judging,
              [](Options& o, Text t) { return set(o.plugged.ca, t); }},
    OptionRow{"--ca-key", "FILE", "its private key, only compared with it: ca-key.pem",
              Group::plugged, lint_only, [](Options& o, Text t) { return set(o.plugged.key, t); }},
    OptionRow{"--crl", "FILE", "revocation lists: ca-crl.pem", Group::plugged, judging,
              [](Options& o, Text t) { return set(o.plugged.crl, t); }},
    OptionRow{"--ca-dir", "DIR", "a directory with files of these names", Group::plugged,
              verify_only, [](Options& o, Text t) { return set(o.plugged.directory, t); }},

    OptionRow{"--servername", "NAME", "SNI (default: the target's host; none sends none)",
              Group::connection, connecting,
              [](Options& o, Text t) { return store(read_servername(t), o.live.servername); }},
    OptionRow{"--alpn", "LIST", "protocols offered, comma separated, or none (default: istio)",
              Group::connection, connecting,
              [](Options& o, Text t) {
                o.live.second_look_without_alpn = false;
                return store(read_alpn(t), o.live.alpn);
              }},
    OptionRow{"--connect", "ADDRESS", "dial ADDRESS[:PORT] or unix:PATH, keep the name",
              Group::connection, connecting,
              [](Options& o, Text t) { return read_connect(t, o.live); }},
    OptionRow{"--all-addresses", "", "look at every address of a name", Group::connection, looking,
              [](Options& o, Text) { return store(Result<bool>(true), o.live.all_addresses); }},
    OptionRow{"-4,--ipv4", "", "IPv4 addresses only", Group::connection, connecting,
              [](Options& o, Text) { return narrow(o.live, observe::AddressFamily::ipv4); }},
    OptionRow{"-6,--ipv6", "", "IPv6 addresses only", Group::connection, connecting,
              [](Options& o, Text) { return narrow(o.live, observe::AddressFamily::ipv6); }},
    OptionRow{"--tls-min", "VERSION", "lowest version offered: 1.0, 1.1, 1.2, 1.3",
              Group::connection, connecting,
              [](Options& o, Text t) { return store(read_tls_version(t), o.live.tls_min); }},
    OptionRow{"--tls-max", "VERSION", "highest version offered", Group::connection, connecting,
              [](Options& o, Text t) { return store(read_tls_version(t), o.live.tls_max); }},
    OptionRow{"--cert", "FILE", "client certificate and its chain", Group::connection, connecting,
              [](Options& o, Text t) { return set(o.certificate, t); }},
    OptionRow{"--key", "FILE", "its private key", Group::connection, connecting,
              [](Options& o, Text t) { return set(o.key, t); }},
    OptionRow{"--timeout", "TIME", "for the whole of one target (default: 5s)", Group::connection,
              connecting,
              [](Options& o, Text t) { return store(read_duration(t), o.live.timeout); }},
    OptionRow{"--targets-from", "FILE", "more targets, one a line, # comments; - is standard input",
              Group::connection, looking,
              [](Options& o, Text t) { return set(o.targets_from, t); }},
    OptionRow{"--concurrency", "N", "targets in flight, 1..1024 (default: 64)", Group::connection,
              looking,
              [](Options& o, Text t) { return store(read_concurrency(t), o.live.concurrency); }},

    OptionRow{"--at", "TIME", "judge as of this time, 2026-11-23T10:00:00Z (default: now)",
              Group::judgement, timing,
              [](Options& o, Text t) { return store(base::parse_time(t), o.judging.at); }},
    OptionRow{"--purpose", "KIND", "server, client or any (default: server)", Group::judgement,
              verify_only,
              [](Options& o, Text t) { return store(read_purpose(t), o.judging.purpose); }},
    OptionRow{"--profile", "NAME", "whose usage decides severities: istio or web (default: istio)",
              Group::judgement, verify_only,
              [](Options& o, Text t) { return store(read_profile(t), o.judging.profile); }},
    OptionRow{"--istiod", "ADDRESS", "port 15012 of istiod: look there which CA it uses now",
              Group::judgement, verify_only,
              [](Options& o, Text t) { return store(observe::parse_target(t), o.istiod); }},
    OptionRow{"--expect-spiffe", "ID", "SPIFFE ID of the leaf; * stands for one segment",
              Group::judgement, verify_only,
              [](Options& o, Text t) { return store(spiffe::parse_pattern(t), o.judging.spiffe); }},
    OptionRow{"--trust-domain", "NAME", "trust domain of the leaf, for example cluster.local",
              Group::judgement, judging,
              [](Options& o, Text t) {
                return store(spiffe::parse_trust_domain(t), o.judging.trust_domain);
              }},
    OptionRow{"--expect-host", "NAME", "DNS name or IP address of the leaf", Group::judgement,
              verify_only, [](Options& o, Text t) { return store(read_host(t), o.judging.host); }},
    OptionRow{
        "--min-remaining", "AMOUNT", "validity that must be left: 20% of it, or 2h",
        Group::judgement, verify_only,
        [](Options& o, Text t) { return store(read_min_remaining(t), o.judging.min_remaining); }},
    OptionRow{"--fail-on", "SEVERITY", "warning: reject on warnings too (default: error)",
              Group::judgement, judging,
              [](Options& o, Text t) { return store(read_fail_on(t), o.judging.fail_on_warning); }},

    OptionRow{"-o,--output", "FORM", "text, json or jsonl; verify and show also s_client",
              Group::output, reporting,
              [](Options& o, Text t) { return store(read_format(t), o.output.format); }},
    OptionRow{"--save-certs", "DIR", "write the chain as DIR/proxy-cert-1.pem and so on",
              Group::output, looking,
              [](Options& o, Text t) { return set(o.output.save_certs, t); }},
    OptionRow{"--color", "WHEN", "auto, always or never", Group::output, printing,
              [](Options& o, Text t) { return store(read_colour(t), o.output.colour); }},
    OptionRow{"-q,--quiet", "", "only what is wrong", Group::output, telling,
              [](Options& o, Text) { return store(Result<bool>(true), o.output.quiet); }},
    OptionRow{"--wait", "TIME", "look again until all is good, or time is up", Group::output,
              looking, [](Options& o, Text t) { return store(read_duration(t), o.waiting.limit); }},
    OptionRow{"--interval", "TIME", "time between looks (default: 2s)", Group::output, looking,
              [](Options& o, Text t) { return store(read_duration(t), o.waiting.interval); }},

    OptionRow{"--case", "NAME", "which mesh, see --list (default: healthy)", Group::demo, demo_only,
              [](Options& o, Text t) { return set(o.demo.name, t); }},
    OptionRow{"--list", "", "list the cases", Group::demo, demo_only,
              [](Options& o, Text) { return store(Result<bool>(true), o.demo.list); }},
    OptionRow{"--serve", "", "serve every case until Ctrl-C, print the commands to try",
              Group::demo, demo_only,
              [](Options& o, Text) { return store(Result<bool>(true), o.demo.serve); }},

    OptionRow{"-h,--help", "", "this text", Group::other, every,
              [](Options& o, Text) { return store(Result<bool>(true), o.help); }},
    OptionRow{"--version", "", "version of this tool and of OpenSSL", Group::other, root_only,
              [](Options& o, Text) { return store(Result<bool>(true), o.version); }},
};

}  // namespace

bool CommandSet::has(Command command) const {
  switch (command) {
    case Command::verify:
      return verify;
    case Command::show:
      return show;
    case Command::compare:
      return compare;
    case Command::demo:
      return demo;
    case Command::explain:
      return explain;
    case Command::lint:
      return lint;
    case Command::none:
      return root;
  }
  return false;
}

std::string_view OptionRow::name() const {
  return flags.substr(flags.find("--"));
}

std::string OptionRow::variable() const {
  std::string result = "MTLSCHAIN_";
  for (const char c : name().substr(2)) {
    result += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return result;
}

std::span<const OptionRow> option_table() {
  return rows;
}

}  // namespace mtlschain::cli
