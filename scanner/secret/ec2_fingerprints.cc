#include "scanner/secret/ec2_fingerprints.h"

#include <utility>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "base/c_handle.h"
#include "base/digest.h"
#include "base/secret_bytes.h"
#include "model/ssh_key.h"
#include "scanner/secret/openssl_handles.h"

namespace keytrail::secret {
namespace {

using ParamBuilderHandle = CHandle<OSSL_PARAM_BLD, &OSSL_PARAM_BLD_free>;
using ParamsHandle = CHandle<OSSL_PARAM, &OSSL_PARAM_free>;

// DER as an i2d function writes it; it holds a private key, so it is wiped when it goes.
template <typename T, typename Encode>
SecretBytes DerOf(const T* value, Encode encode) {
  unsigned char* der = nullptr;
  const int size = encode(value, &der);
  if (size <= 0) return {};
  SecretBytes bytes(std::as_bytes(std::span(der, static_cast<std::size_t>(size))));
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return bytes;
}

std::string Ec2Created(const EVP_PKEY* key) {
  const Pkcs8Handle pkcs8(EVP_PKEY2PKCS8(key));
  if (pkcs8 == nullptr) return {};
  const SecretBytes der = DerOf(pkcs8.get(), i2d_PKCS8_PRIV_KEY_INFO);
  return der.empty() ? std::string() : ColonHex(Sha1(der.view()));
}

std::string Ec2Imported(const EVP_PKEY* key) {
  const SecretBytes der = DerOf(key, i2d_PUBKEY);
  return der.empty() ? std::string() : ColonHex(Md5(der.view()));
}

BignumHandle NumberOf(std::span<const std::byte> bytes) {
  return BignumHandle(BN_bin2bn(DataOf(bytes), static_cast<int>(bytes.size()), nullptr));
}

// `exponent` mod (`prime` − 1).
BignumHandle ReducedExponent(const BIGNUM* exponent, const BIGNUM* prime) {
  const BignumContextHandle context(BN_CTX_secure_new());
  BignumHandle below(BN_dup(prime));
  BignumHandle reduced(BN_new());
  if (context == nullptr || below == nullptr || reduced == nullptr ||
      BN_sub_word(below.get(), 1) != 1 ||
      BN_mod(reduced.get(), exponent, below.get(), context.get()) != 1) {
    return nullptr;
  }
  return reduced;
}

PkeyHandle KeyFromParams(OSSL_PARAM* params) {
  const PkeyContextHandle context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params) != 1) {
    return nullptr;
  }
  return PkeyHandle(key);
}

PkeyHandle RsaKeyOf(const RsaNumbers& numbers) {
  const BignumHandle d = NumberOf(numbers.d);
  const BignumHandle p = NumberOf(numbers.p);
  const BignumHandle q = NumberOf(numbers.q);
  const BignumHandle n = NumberOf(numbers.n);
  const BignumHandle e = NumberOf(numbers.e);
  const BignumHandle iqmp = NumberOf(numbers.iqmp);
  const BignumHandle dmp1 = ReducedExponent(d.get(), p.get());
  const BignumHandle dmq1 = ReducedExponent(d.get(), q.get());
  const ParamBuilderHandle builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr) return nullptr;
  const std::pair<const char*, const BIGNUM*> fields[] = {
      {OSSL_PKEY_PARAM_RSA_N, n.get()},
      {OSSL_PKEY_PARAM_RSA_E, e.get()},
      {OSSL_PKEY_PARAM_RSA_D, d.get()},
      {OSSL_PKEY_PARAM_RSA_FACTOR1, p.get()},
      {OSSL_PKEY_PARAM_RSA_FACTOR2, q.get()},
      {OSSL_PKEY_PARAM_RSA_EXPONENT1, dmp1.get()},
      {OSSL_PKEY_PARAM_RSA_EXPONENT2, dmq1.get()},
      {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, iqmp.get()},
  };
  for (const auto& [name, number] : fields) {
    if (number == nullptr || OSSL_PARAM_BLD_push_BN(builder.get(), name, number) != 1) {
      return nullptr;
    }
  }
  const ParamsHandle params(OSSL_PARAM_BLD_to_param(builder.get()));
  return params == nullptr ? nullptr : KeyFromParams(params.get());
}

}  // namespace

Ec2Fingerprints Ec2FingerprintsOf(const EVP_PKEY* key) {
  return {.created = Ec2Created(key), .imported = Ec2Imported(key)};
}

Ec2Fingerprints Ec2FingerprintsOf(const RsaNumbers& numbers) {
  const ErrorGuard errors;
  const PkeyHandle key = RsaKeyOf(numbers);
  return key == nullptr ? Ec2Fingerprints() : Ec2FingerprintsOf(key.get());
}

}  // namespace keytrail::secret
