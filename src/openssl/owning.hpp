// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>

namespace mtlschain::openssl {

// FreeWith is a stateless deleter that calls an OpenSSL free function.
template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

template <class T, auto Free>
using Owning = std::unique_ptr<T, FreeWith<Free>>;

using BioPtr = Owning<BIO, BIO_free_all>;
using KeyPtr = Owning<EVP_PKEY, EVP_PKEY_free>;
using KeyContextPtr = Owning<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContextPtr = Owning<EVP_MD_CTX, EVP_MD_CTX_free>;
using X509Ptr = Owning<X509, X509_free>;
using X509NamePtr = Owning<X509_NAME, X509_NAME_free>;
using CrlPtr = Owning<X509_CRL, X509_CRL_free>;
using StorePtr = Owning<X509_STORE, X509_STORE_free>;
using StoreContextPtr = Owning<X509_STORE_CTX, X509_STORE_CTX_free>;
using GeneralNamesPtr = Owning<GENERAL_NAMES, GENERAL_NAMES_free>;

// X509Stack is a stack that does not own its elements.
struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};
using X509Stack = std::unique_ptr<STACK_OF(X509), FreeStack>;

}  // namespace mtlschain::openssl
