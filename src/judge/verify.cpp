// SPDX-License-Identifier: Apache-2.0
#include "judge/verify.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <set>

#include "judge/signature_cost.hpp"
#include "openssl/errors.hpp"

namespace mtlschain::judge {
namespace {

struct Recorder {
  std::vector<Defect> defects{};
  const x509::Chain* pinned = nullptr;  // the one path that may be built
  bool stop_at_first = false;
  bool leaf_is_model = false;
  KnownLinks* links = nullptr;  // null: nothing is remembered
};

Recorder& recorder_of(X509_STORE_CTX* context) {
  return *static_cast<Recorder*>(X509_STORE_CTX_get_app_data(context));
}

int record(int good, X509_STORE_CTX* context) {
  if (good == 1) return 1;
  Recorder& recorder = recorder_of(context);
  Defect defect{{X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context)}, {}};
  if (X509* current = X509_STORE_CTX_get_current_cert(context); current != nullptr) {
    defect.certificate = share(current);
  }
  recorder.defects.push_back(std::move(defect));
  return recorder.stop_at_first ? 0 : 1;
}

template <class T>
T must(T object) {
  if (object == nullptr) throw std::bad_alloc{};
  return object;
}

openssl::X509Stack stack_of(std::span<const x509::Certificate> certificates) {
  openssl::X509Stack stack{must(sk_X509_new_null())};
  for (const x509::Certificate& certificate : certificates) {
    sk_X509_push(stack.get(), certificate.native());
  }
  return stack;
}

// The step of X509_verify_cert that checks signatures and dates, as OpenSSL has it.
X509_STORE_CTX_verify_fn openssl_step() {
  static const X509_STORE_CTX_verify_fn step = [] {
    const openssl::StoreContextPtr context{must(X509_STORE_CTX_new())};
    X509_STORE_CTX_init(context.get(), nullptr, nullptr, nullptr);
    return X509_STORE_CTX_get_verify(context.get());
  }();
  return step;
}

int refuse_as_too_dear(X509_STORE_CTX* context, Recorder& recorder) {
  constexpr int number = X509_V_ERR_APPLICATION_VERIFICATION;
  X509_STORE_CTX_set_error(context, number);
  recorder.defects.push_back({{number, 0}, share(X509_STORE_CTX_get0_cert(context))});
  return recorder.stop_at_first ? 0 : 1;
}

// Leaves OpenSSL's step out only where its outcome is known: CA signatures seen to be good, and
// leaf and dates good too; and where it is too dear, which is a defect. Anything else goes to
// OpenSSL, so that every defect is told in its words.
int check_signatures(X509_STORE_CTX* context) {
  Recorder& recorder = recorder_of(context);
  if (recorder.leaf_is_model) return 1;
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context);
  if (too_dear(chain)) return refuse_as_too_dear(context, recorder);
  const time_t at = X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context));
  if (recorder.links == nullptr) return openssl_step()(context);
  if (recorder.links->covers(chain) && leaf_and_dates_good(chain, at)) return 1;
  const std::size_t before = recorder.defects.size();
  const int result = openssl_step()(context);
  if (result == 1 && recorder.defects.size() == before) recorder.links->remember(chain);
  return result;
}

// Along a path each certificate is issued by the next one: without this OpenSSL would choose again,
// by name, and may take another certificate than the path's.
int issued_along(X509_STORE_CTX* context, X509* subject, X509* issuer) {
  const auto* recorder = static_cast<const Recorder*>(X509_STORE_CTX_get_app_data(context));
  // A CRL's own path is built in a context of its own, and is not pinned.
  if (recorder == nullptr) return X509_check_issued(issuer, subject) == X509_V_OK ? 1 : 0;
  const x509::Chain& path = *recorder->pinned;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (path[i].native() == subject && path[i + 1].native() == issuer) return 1;
  }
  return 0;
}

int native_purpose(Purpose purpose) {
  constexpr std::array numbers{X509_PURPOSE_SSL_SERVER, X509_PURPOSE_SSL_CLIENT, X509_PURPOSE_ANY};
  return numbers.at(static_cast<std::size_t>(purpose));
}

struct Settings {
  base::Time at;
  int purpose = X509_PURPOSE_SSL_SERVER;
  unsigned long flags = 0;
};

// The store carries parameters only: X509_STORE_CTX_init derives the trust setting from its
// purpose.
openssl::StorePtr store_with(const Settings& settings) {
  openssl::StorePtr store{must(X509_STORE_new())};
  X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(parameters, settings.at.time_since_epoch().count());
  X509_VERIFY_PARAM_set_purpose(parameters, settings.purpose);
  X509_VERIFY_PARAM_set_flags(parameters, settings.flags);
  X509_STORE_set_verify(store.get(), check_signatures);
  return store;
}

// Of lists of one issuer OpenSSL takes the first of the latest date, so their order in the file
// must not be ours.
std::vector<x509::Crl> newest_first(std::vector<x509::Crl> lists) {
  std::ranges::sort(
      lists, [](const x509::Crl& left, const x509::Crl& right) { return left.newer_than(right); });
  return lists;
}

CrlStack stack_of(const std::vector<x509::Crl>& lists) {
  CrlStack stack{must(sk_X509_CRL_new_null())};
  for (const x509::Crl& list : lists) sk_X509_CRL_push(stack.get(), list.native());
  return stack;
}

bool share_an_issuer(const std::vector<x509::Crl>& lists) {
  std::set<std::string> issuers;
  return !std::ranges::all_of(
      lists, [&](const x509::Crl& list) { return issuers.insert(list.issuer()).second; });
}

struct Materials {
  X509_STORE* settings;
  std::span<const x509::Certificate> chain;  // leaf first, the others untrusted
  STACK_OF(X509) * trusted;
  STACK_OF(X509_CRL) * lists = nullptr;
};

Run run(const Materials& materials, Recorder recorder) {
  const openssl::X509Stack untrusted = stack_of(materials.chain.subspan(1));
  const openssl::StoreContextPtr context{must(X509_STORE_CTX_new())};
  X509_STORE_CTX_init(context.get(), materials.settings, materials.chain.front().native(),
                      untrusted.get());
  X509_STORE_CTX_set0_trusted_stack(context.get(), materials.trusted);
  if (materials.lists != nullptr) X509_STORE_CTX_set0_crls(context.get(), materials.lists);
  X509_STORE_CTX_set_app_data(context.get(), &recorder);
  X509_STORE_CTX_set_verify_cb(context.get(), record);
  const int result = X509_verify_cert(context.get());
  // A failure that went by without the callback (out of memory, a key that cannot be decoded) must
  // not look like success.
  if (result != 1 && recorder.defects.empty()) {
    const int number = X509_STORE_CTX_get_error(context.get());
    recorder.defects.push_back(
        {{number == X509_V_OK ? X509_V_ERR_UNSPECIFIED : number, 0}, materials.chain.front()});
  }
  openssl::take_errors();
  Run done{std::move(recorder.defects), {}};
  const STACK_OF(X509)* built = X509_STORE_CTX_get0_chain(context.get());
  for (int index = 0; built != nullptr && index < sk_X509_num(built); ++index) {
    done.chain.push_back(share(sk_X509_value(built, index)));
  }
  return done;
}

// The last certificate of the path is its only anchor.
Run run_along(const x509::Chain& path, X509_STORE* settings, STACK_OF(X509_CRL) * lists,
              Recorder recorder) {
  recorder.pinned = &path;
  const openssl::X509Stack trusted = stack_of(std::span{path}.last(1));
  const std::size_t untrusted_end = path.size() == 1 ? 1 : path.size() - 1;
  return run({settings, std::span{path}.first(untrusted_end), trusted.get(), lists},
             std::move(recorder));
}

}  // namespace

x509::Certificate share(X509* certificate) {
  X509_up_ref(certificate);
  return x509::Certificate{std::shared_ptr<X509>{certificate, X509_free}};
}

Verifier::Verifier(const Expectation& expectation, const x509::Chain& anchors)
    : anchors_{stack_of(anchors)} {
  unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN;
  if (expectation.plugged.crl.state == trust::FileState::read) {
    flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
    const std::vector<x509::Crl>& given = expectation.plugged.crl.lists;
    given_lists_ = stack_of(given);
    lists_ = stack_of(newest_first(given));
    ambiguous_lists_ = share_an_issuer(given);
  }
  const Settings settings{expectation.at, native_purpose(expectation.purpose), flags};
  settings_ = store_with(settings);
  pinned_settings_ = store_with(settings);
  X509_STORE_set_check_issued(pinned_settings_.get(), issued_along);
}

Run Verifier::plain(const x509::Chain& presented) const {
  return run({settings_.get(), presented, anchors_.get(), given_lists_.get()}, {.links = &links_});
}

Run Verifier::along(const x509::Chain& path) const {
  return run_along(path, pinned_settings_.get(), lists_.get(), {.links = &links_});
}

Run Verifier::rehearse(const x509::Chain& path) const {
  return run_along(path, pinned_settings_.get(), lists_.get(),
                   {.leaf_is_model = true, .links = &links_});
}

StockVerifier::StockVerifier(base::Time at)
    : settings_{store_with({.at = at})}, anchors_{must(sk_X509_new_null())} {}

Run StockVerifier::first(const x509::Chain& presented) const {
  return run({settings_.get(), presented, anchors_.get()}, {.stop_at_first = true});
}

Run StockVerifier::all(const x509::Chain& presented) const {
  return run({settings_.get(), presented, anchors_.get()}, {});
}

}  // namespace mtlschain::judge
