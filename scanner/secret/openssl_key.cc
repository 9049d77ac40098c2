#include "scanner/secret/openssl_key.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/text.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"
#include "scanner/secret/der_shape.h"
#include "scanner/secret/openssl_handles.h"
#include "scanner/secret/public_blob.h"

namespace keytrail::secret {
namespace {

BignumHandle NumberParam(const EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &value) != 1) return nullptr;
  return BignumHandle(value);
}

// Big-endian.
std::vector<std::byte> BytesOf(const BIGNUM* number) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

// A blob of the type's name and the named numbers; empty when one of them is not to be had.
std::vector<std::byte> NumbersBlob(const EVP_PKEY* key, std::string_view type,
                                   std::initializer_list<const char*> names) {
  SshWriter writer;
  writer.Text(type);
  for (const char* name : names) {
    const BignumHandle number = NumberParam(key, name);
    if (number == nullptr) return {};
    writer.PositiveInteger(BytesOf(number.get()));
  }
  return writer.Take();
}

DerivedKey DescribeRsa(const EVP_PKEY* key) {
  return {
      .key_type = "ssh-rsa",
      .bits = 0,
      .public_blob = NumbersBlob(key, "ssh-rsa", {OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_N}),
      .ec2 = Ec2FingerprintsOf(key)};
}

DerivedKey DescribeDsa(const EVP_PKEY* key) {
  return {.key_type = "ssh-dss",
          .bits = 0,
          .public_blob = NumbersBlob(key, "ssh-dss",
                                     {OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_Q,
                                      OSSL_PKEY_PARAM_FFC_G, OSSL_PKEY_PARAM_PUB_KEY}),
          .ec2 = {}};
}

DerivedKey Named(std::string_view key_type, std::vector<std::byte> public_blob = {}) {
  return {.key_type = std::string(key_type),
          .bits = 0,
          .public_blob = std::move(public_blob),
          .ec2 = {}};
}

DerivedKey DescribeEc(const EVP_PKEY* key) {
  std::array<char, 64> group{};
  std::size_t length = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(),
                                     &length) != 1) {
    return Named("ec");
  }
  const std::string_view name(group.data(), length);
  const auto curve = std::ranges::find(SshCurves(), name, &SshCurve::openssl_name);
  if (curve == SshCurves().end()) return Named(name);
  const BignumHandle x = NumberParam(key, OSSL_PKEY_PARAM_EC_PUB_X);
  const BignumHandle y = NumberParam(key, OSSL_PKEY_PARAM_EC_PUB_Y);
  std::vector<std::byte> blob;
  if (x != nullptr && y != nullptr) {
    blob = EcdsaBlob(*curve, BytesOf(x.get()), BytesOf(y.get())).value_or(std::move(blob));
  }
  return Named("ecdsa-sha2-" + std::string(curve->ssh_name), std::move(blob));
}

DerivedKey DescribeEd25519(const EVP_PKEY* key) {
  static constexpr std::string_view kType = "ssh-ed25519";
  std::array<unsigned char, 32> point{};
  std::size_t length = point.size();
  if (EVP_PKEY_get_raw_public_key(key, point.data(), &length) != 1 || length != point.size()) {
    return Named(kType);
  }
  return Named(kType, Ed25519Blob(std::as_bytes(std::span(point))));
}

DerivedKey Describe(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA: return DescribeRsa(key);
    case EVP_PKEY_DSA: return DescribeDsa(key);
    case EVP_PKEY_EC: return DescribeEc(key);
    case EVP_PKEY_ED25519: return DescribeEd25519(key);
    default: break;
  }
  const char* name = EVP_PKEY_get0_type_name(key);
  return Named(LowerCase(name == nullptr ? "" : name));
}

PkeyHandle DecodeTraditional(int type, std::span<const std::byte> der) {
  const unsigned char* cursor = DataOf(der);
  return PkeyHandle(d2i_PrivateKey(type, nullptr, &cursor, static_cast<long>(der.size())));
}

PkeyHandle DecodePkcs8(std::span<const std::byte> der) {
  const unsigned char* cursor = DataOf(der);
  const Pkcs8Handle pkcs8(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &cursor, static_cast<long>(der.size())));
  return pkcs8 == nullptr ? nullptr : PkeyHandle(EVP_PKCS82PKEY(pkcs8.get()));
}

PkeyHandle Decode(std::span<const std::byte> der) {
  switch (ShapeOf(der)) {
    case DerShape::kPkcs1: return DecodeTraditional(EVP_PKEY_RSA, der);
    case DerShape::kDsa: return DecodeTraditional(EVP_PKEY_DSA, der);
    case DerShape::kSec1: return DecodeTraditional(EVP_PKEY_EC, der);
    case DerShape::kPkcs8: return DecodePkcs8(der);
    case DerShape::kEncryptedPkcs8:
    case DerShape::kNone: return nullptr;
  }
  return nullptr;
}

// Whether the modulus is the product of the primes.
bool IsProductOfPrimes(const EVP_PKEY* key) {
  const BignumHandle n = NumberParam(key, OSSL_PKEY_PARAM_RSA_N);
  const BignumHandle p = NumberParam(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
  const BignumHandle q = NumberParam(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
  const BignumContextHandle context(BN_CTX_secure_new());
  const BignumHandle product(BN_secure_new());
  return n != nullptr && p != nullptr && q != nullptr && context != nullptr && product != nullptr &&
         BN_mul(product.get(), p.get(), q.get(), context.get()) == 1 &&
         BN_cmp(product.get(), n.get()) == 0;
}

bool BelongsTogether(EVP_PKEY* key) {
  const int type = EVP_PKEY_get_base_id(key);
  if (type == EVP_PKEY_RSA) return IsProductOfPrimes(key);
  if (type != EVP_PKEY_EC) return true;
  const PkeyContextHandle context(EVP_PKEY_CTX_new(key, nullptr));
  return context != nullptr && EVP_PKEY_pairwise_check(context.get()) == 1;
}

DerivedKey Derive(const EVP_PKEY* key) {
  DerivedKey derived = Describe(key);
  derived.bits = static_cast<std::uint32_t>(std::max(EVP_PKEY_get_bits(key), 0));
  if (!ParseSshPublicBlob(derived.public_blob)) derived.public_blob.clear();
  return derived;
}

}  // namespace

std::optional<DerivedKey> DeriveKey(std::span<const std::byte> der, KeyCheck check) {
  const ErrorGuard errors;
  const PkeyHandle key = Decode(der);
  if (key == nullptr) return std::nullopt;
  if (check == KeyCheck::kHalves && !BelongsTogether(key.get())) return std::nullopt;
  return Derive(key.get());
}

std::optional<DerivedKey> DeriveFromCertificate(std::span<const std::byte> der) {
  const ErrorGuard errors;
  const unsigned char* cursor = DataOf(der);
  const CertificateHandle certificate(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
  if (certificate == nullptr) return std::nullopt;
  const EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  if (key == nullptr) return std::nullopt;
  DerivedKey derived = Derive(key);
  derived.ec2.created.clear();
  return derived;
}

std::optional<std::vector<std::byte>> X25519PublicHalf(std::span<const std::byte> private_half) {
  const ErrorGuard errors;
  const PkeyHandle key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, DataOf(private_half),
                                                    private_half.size()));
  std::vector<std::byte> public_half(32);
  std::size_t length = public_half.size();
  if (key == nullptr ||
      EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(public_half.data()),
                                  &length) != 1 ||
      length != public_half.size()) {
    return std::nullopt;
  }
  return public_half;
}

}  // namespace keytrail::secret
