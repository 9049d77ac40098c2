// OpenSSL's handles and its queue of errors, owned. For the sources of this room only.
#pragma once

#include <cstddef>
#include <span>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/c_handle.h"

namespace keytrail::secret {

using PkeyHandle = CHandle<EVP_PKEY, &EVP_PKEY_free>;
using PkeyContextHandle = CHandle<EVP_PKEY_CTX, &EVP_PKEY_CTX_free>;
using BignumContextHandle = CHandle<BN_CTX, &BN_CTX_free>;
using CertificateHandle = CHandle<X509, &X509_free>;
using BignumHandle = CHandle<BIGNUM, &BN_clear_free>;
using Pkcs8Handle = CHandle<PKCS8_PRIV_KEY_INFO, &PKCS8_PRIV_KEY_INFO_free>;

// Drops the errors that are queued in its lifetime, and only those.
class ErrorGuard {
 public:
  ErrorGuard() { ERR_set_mark(); }
  ~ErrorGuard() { ERR_pop_to_mark(); }
  ErrorGuard(const ErrorGuard&) = delete;
  ErrorGuard& operator=(const ErrorGuard&) = delete;
};

inline const unsigned char* DataOf(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace keytrail::secret
