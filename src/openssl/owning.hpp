// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <cstddef>
#include <memory>
#include <string>

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
using DigestPtr = Owning<EVP_MD, EVP_MD_free>;
using X509Ptr = Owning<X509, X509_free>;
using X509NamePtr = Owning<X509_NAME, X509_NAME_free>;
using CrlPtr = Owning<X509_CRL, X509_CRL_free>;
using RequestPtr = Owning<X509_REQ, X509_REQ_free>;
using StorePtr = Owning<X509_STORE, X509_STORE_free>;
using StoreContextPtr = Owning<X509_STORE_CTX, X509_STORE_CTX_free>;
using GeneralNamesPtr = Owning<GENERAL_NAMES, GENERAL_NAMES_free>;
using OctetStringPtr = Owning<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using AuthorityKeyIdPtr = Owning<AUTHORITY_KEYID, AUTHORITY_KEYID_free>;
using BasicConstraintsPtr = Owning<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>;

// X509Stack is a stack that does not own its elements.
struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};
using X509Stack = std::unique_ptr<STACK_OF(X509), FreeStack>;

// memory_text is what was written to a memory BIO. (BIO_get_mem_data casts in old style.)
inline std::string memory_text(const BioPtr& memory) {
  const char* text = nullptr;
  const long length = BIO_ctrl(memory.get(), BIO_CTRL_INFO, 0, &text);
  return length > 0 ? std::string{text, static_cast<std::size_t>(length)} : std::string{};
}

// raw_bytes is the content of any ASN.1 string, NULs included; empty for null.
inline std::string raw_bytes(const ASN1_STRING* string) {
  const int length = string != nullptr ? ASN1_STRING_length(string) : 0;
  if (length <= 0) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(length)};
}

}  // namespace mtlschain::openssl
