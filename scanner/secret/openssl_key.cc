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

namespace keytrail::secret {
namespace {

BignumHandle NumberParam(const EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &value) != 1) return nullptr;
  return BignumHandle(value);
}

// Big-endian, left-padded to `size_bytes` where the number is shorter.
std::vector<std::byte> BytesOf(const BIGNUM* number, std::size_t size_bytes = 0) {
  const auto needed = static_cast<std::size_t>(BN_num_bytes(number));
  std::vector<std::byte> bytes(std::max(needed, size_bytes));
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()),
               static_cast<int>(bytes.size()));
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

struct Curve {
  std::string_view openssl_name;
  std::string_view ssh_name;
  std::size_t field_bytes;
};
constexpr Curve kCurves[] = {
    {"prime256v1", "nistp256", 32}, {"secp384r1", "nistp384", 48}, {"secp521r1", "nistp521", 66}};

DerivedKey Named(std::string_view key_type, std::vector<std::byte> public_blob = {}) {
  return {.key_type = std::string(key_type),
          .bits = 0,
          .public_blob = std::move(public_blob),
          .ec2 = {}};
}

// The point in SSH's form: uncompressed, whatever the key's own form; empty when not to be had.
std::vector<std::byte> PointOf(const EVP_PKEY* key, std::size_t field_bytes) {
  const BignumHandle x = NumberParam(key, OSSL_PKEY_PARAM_EC_PUB_X);
  const BignumHandle y = NumberParam(key, OSSL_PKEY_PARAM_EC_PUB_Y);
  if (x == nullptr || y == nullptr) return {};
  std::vector<std::byte> point = {std::byte{4}};
  for (const BIGNUM* coordinate : {x.get(), y.get()}) {
    const std::vector<std::byte> bytes = BytesOf(coordinate, field_bytes);
    point.insert(point.end(), bytes.begin(), bytes.end());
  }
  return point;
}

DerivedKey DescribeEc(const EVP_PKEY* key) {
  std::array<char, 64> group{};
  std::size_t length = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(),
                                     &length) != 1) {
    return Named("ec");
  }
  const std::string_view name(group.data(), length);
  const auto* curve = std::ranges::find(kCurves, name, &Curve::openssl_name);
  if (curve == std::ranges::end(kCurves)) return Named(name);
  const std::string type = "ecdsa-sha2-" + std::string(curve->ssh_name);
  SshWriter writer;
  writer.Text(type);
  writer.Text(curve->ssh_name);
  writer.String(PointOf(key, curve->field_bytes));
  return Named(type, writer.Take());
}

DerivedKey DescribeEd25519(const EVP_PKEY* key) {
  static constexpr std::string_view kType = "ssh-ed25519";
  std::array<unsigned char, 32> point{};
  std::size_t length = point.size();
  if (EVP_PKEY_get_raw_public_key(key, point.data(), &length) != 1 || length != point.size()) {
    return Named(kType);
  }
  SshWriter writer;
  writer.Text(kType);
  writer.String(std::as_bytes(std::span(point)));
  return Named(kType, writer.Take());
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
    case DerShape::kNone: return nullptr;
  }
  return nullptr;
}

}  // namespace

std::optional<DerivedKey> DeriveKey(std::span<const std::byte> der) {
  const ErrorGuard errors;
  const PkeyHandle key = Decode(der);
  if (key == nullptr) return std::nullopt;
  DerivedKey derived = Describe(key.get());
  derived.bits = static_cast<std::uint32_t>(std::max(EVP_PKEY_get_bits(key.get()), 0));
  if (!ParseSshPublicBlob(derived.public_blob)) derived.public_blob.clear();
  return derived;
}

}  // namespace keytrail::secret
