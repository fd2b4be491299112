// SPDX-License-Identifier: Apache-2.0
#include "report/commands.hpp"

#include "reading_command.hpp"
#include "report/sample.hpp"
#include <mtlschain/judge/explanation.hpp>

namespace mtlschain::report {

TEST_CASE("a placeholder is the word that is known, else its fallback; other braces stay") {
  const Words words{{"target", "httpbin.istio-demo:8000"}};
  CHECK(command("mtlschain show {target|HOST:PORT}", words) ==
        "mtlschain show httpbin.istio-demo:8000");
  CHECK(command("cat {root|root-cert.pem} {target|HOST:PORT}", words) ==
        "cat root-cert.pem httpbin.istio-demo:8000");
  CHECK(command("-o jsonpath={.data} {", words) == "-o jsonpath={.data} {");
  CHECK(command("{a|b", words) == "{a|b");
  CHECK(command("", words).empty());
}

TEST_CASE("words come from the leaf, the target and the files") {
  const Words words = words_of(sample::rejected(), sample::inputs());
  CHECK(
      command("{target|-} {namespace|-} {service_account|-} {root|-} {chain|-} {ca|-}", words) ==
      "httpbin.istio-demo:8000 istio-demo httpbin plugged/root-cert.pem plugged/cert-chain.pem -");
}

TEST_CASE("without a SPIFFE ID the name of a service tells its namespace") {
  const auto namespace_of = [](const std::string& name) {
    Report report;
    report.observation.name = name;
    return command("{namespace|-}", words_of(report, {}));
  };
  CHECK(namespace_of("httpbin.istio-demo") == "istio-demo");
  CHECK(namespace_of("httpbin.istio-demo.svc") == "istio-demo");
  CHECK(namespace_of("httpbin.istio-demo.svc.cluster.local") == "istio-demo");
  CHECK(namespace_of("www.example.com") == "-");
  CHECK(namespace_of("10.0.0.7") == "-");
  CHECK(namespace_of("fe80::1.2") == "-");
  CHECK(namespace_of("httpbin") == "-");
}

TEST_CASE("a finding's place says where to look") {
  const Words words{{"target", "a:1"}, {"root", "r.pem"}, {"ca", "c.pem"}};
  const auto look = [&](judge::Place place) {
    return command("{look|-}", with_place(words, {.about = place}));
  };
  using In = judge::Place::In;
  CHECK(look({In::presented, 2}) ==
        "mtlschain show a:1 | openssl storeutl -noout -text -certs /dev/stdin # number 2");
  CHECK(look({In::root, 1}) == "openssl storeutl -noout -text -certs r.pem");
  CHECK(look({In::chain, 0}) == "openssl storeutl -noout -text -certs cert-chain.pem");
  CHECK(look({In::ca, 0}) == "openssl x509 -in c.pem -noout -text");
  CHECK(look({}).ends_with("/dev/stdin # number 0"));
}

TEST_CASE("no word leaves its place in the shell") {
  Report report;
  report.observation.target = "file:/tmp/$(reboot)'; rm -rf \x1b[1m`x`";
  CHECK(command("show {target|-}", words_of(report, {})) ==
        "show 'file:/tmp/$(reboot)'\\''; rm -rf \\x1b[1m`x`'");
}

TEST_CASE("every command names known words only") {
  const Words known{{"target", "T"}, {"namespace", "T"}, {"service_account", "T"},
                    {"root", "T"},   {"chain", "T"},     {"ca", "T"},
                    {"key", "T"},    {"crl", "T"}};
  for (const judge::Explanation& row : judge::all_explanations()) {
    CAPTURE(row.id);
    const std::string text = command(row.command, with_place(known, {}));
    CHECK(text.find('|' + std::string{"HOST"}) == std::string::npos);
    CHECK(text.find("HOST:PORT") == std::string::npos);
    CHECK(text.find("NAMESPACE") == std::string::npos);
    CHECK(command(row.command, {}).find('|' + std::string{"NAME"}) == std::string::npos);
  }
}

TEST_CASE("every command reads, and changes nothing") {
  for (const judge::Explanation& row : judge::all_explanations()) {
    CAPTURE(row.id);
    for (const auto in : {judge::Place::In::none, judge::Place::In::presented,
                          judge::Place::In::root, judge::Place::In::chain, judge::Place::In::ca}) {
      const std::string text = command(row.command, with_place({}, {.about = {in, 1}}));
      CHECK_MESSAGE(tests::only_reads(text), text);
    }
    CHECK_MESSAGE(tests::only_reads(command(row.command, {})), row.command);
    CHECK(tests::embeds_no_writing(row.mends));
  }
  for (const judge::CodeInfo& known : judge::all_codes()) {
    CAPTURE(known.id);
    const judge::Finding plugged{known.code, known.severity, {}, {{"held_by", "chain"}}, {}};
    CHECK(tests::only_reads(command(judge::advised_command(plugged), {})));
  }
}

TEST_CASE("what writes, creates, replaces or restarts is told from what reads") {
  for (const char* harm :
       {"cat ca-cert.pem cert-chain.pem > cert-chain.pem", "cp a b", "mv a b", "sed -i s/a/b/ f",
        "echo >> f", "make -f Makefile root-ca", "openssl pkey -in k -out k2",
        "mtlschain show a:1 --save-certs .", "kubectl -n x rollout restart deployment",
        "kubectl -n x create secret generic cacerts", "kubectl get x -o yaml | kubectl apply -f -",
        "kubectl get pods | xargs kubectl delete", "mtlschain show a:1 | tee f",
        "date -u && kubectl delete pod x", "kubectl exec POD -- rm x", "mtlschain show a:1>f",
        "diff <(cp a b) c"}) {
    CAPTURE(harm);
    CHECK_FALSE(tests::only_reads(harm));
  }
  CHECK(tests::only_reads("mtlschain show 'a > b; rm x' | openssl x509 -noout # > f"));
}

}  // namespace mtlschain::report
