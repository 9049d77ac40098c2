#include "scanner/secret/openssl_key.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <openssl/asn1t.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "base/c_handle.h"
#include "base/digest.h"
#include "base/secret_bytes.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"
#include "scanner/secret/der_shape.h"

namespace keytrail::secret {
namespace {

using PkeyHandle = CHandle<EVP_PKEY, &EVP_PKEY_free>;
using PkeyContextHandle = CHandle<EVP_PKEY_CTX, &EVP_PKEY_CTX_free>;
using BignumHandle = CHandle<BIGNUM, &BN_clear_free>;
using BignumContextHandle = CHandle<BN_CTX, &BN_CTX_free>;
using Pkcs8Handle = CHandle<PKCS8_PRIV_KEY_INFO, &PKCS8_PRIV_KEY_INFO_free>;
using SignatureHandle = CHandle<X509_SIG, &X509_SIG_free>;
using Pbes2Handle = CHandle<PBE2PARAM, &PBE2PARAM_free>;
using Pbkdf2Handle = CHandle<PBKDF2PARAM, &PBKDF2PARAM_free>;
using ParamBuilderHandle = CHandle<OSSL_PARAM_BLD, &OSSL_PARAM_BLD_free>;
using ParamsHandle = CHandle<OSSL_PARAM, &OSSL_PARAM_free>;

// Drops the errors that are queued in its lifetime, and only those.
class ErrorGuard {
 public:
  ErrorGuard() { ERR_set_mark(); }
  ~ErrorGuard() { ERR_pop_to_mark(); }
  ErrorGuard(const ErrorGuard&) = delete;
  ErrorGuard& operator=(const ErrorGuard&) = delete;
};

const unsigned char* DataOf(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

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
      .ec2 = {.created = Ec2Created(key), .imported = Ec2Imported(key)}};
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

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
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

std::string ObjectName(const ASN1_OBJECT* object) {
  const int nid = OBJ_obj2nid(object);
  return nid == NID_undef ? std::string() : LowerCase(OBJ_nid2sn(nid));
}

// The parameter of an algorithm as the structure that it should hold, or null.
template <typename T>
T* Unpack(const X509_ALGOR* algorithm, const ASN1_ITEM* item) {
  const void* value = nullptr;
  int type = 0;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_SEQUENCE) return nullptr;
  return static_cast<T*>(ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), item));
}

const ASN1_OBJECT* ObjectOf(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return object;
}

// The rounds of PBKDF2, or zero when they cannot be told.
std::uint32_t RoundsOf(const X509_ALGOR* kdf) {
  const Pbkdf2Handle parameters(Unpack<PBKDF2PARAM>(kdf, ASN1_ITEM_rptr(PBKDF2PARAM)));
  if (parameters == nullptr) return 0;
  const long rounds = ASN1_INTEGER_get(parameters->iter);
  return rounds > 0 && rounds <= 0xFFFFFFFFL ? static_cast<std::uint32_t>(rounds) : 0;
}

EncryptionScheme SchemeOf(const PBE2PARAM& parameters) {
  EncryptionScheme scheme;
  scheme.cipher = ObjectName(ObjectOf(parameters.encryption));
  switch (OBJ_obj2nid(ObjectOf(parameters.keyfunc))) {
    case NID_id_pbkdf2:
      scheme.kdf = "pbkdf2";
      scheme.kdf_rounds = RoundsOf(parameters.keyfunc);
      break;
    case NID_id_scrypt: scheme.kdf = "scrypt"; break;
    default: break;
  }
  return scheme;
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

std::optional<EncryptionScheme> ReadEncryptedPkcs8(std::span<const std::byte> der) {
  const ErrorGuard errors;
  const unsigned char* cursor = DataOf(der);
  const SignatureHandle envelope(d2i_X509_SIG(nullptr, &cursor, static_cast<long>(der.size())));
  if (envelope == nullptr) return std::nullopt;
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OCTET_STRING* ciphertext = nullptr;
  X509_SIG_get0(envelope.get(), &algorithm, &ciphertext);
  if (ASN1_STRING_length(ciphertext) == 0) return std::nullopt;
  if (OBJ_obj2nid(ObjectOf(algorithm)) != NID_pbes2) {
    return EncryptionScheme{.cipher = ObjectName(ObjectOf(algorithm)), .kdf = {}, .kdf_rounds = 0};
  }
  const Pbes2Handle pbes2(Unpack<PBE2PARAM>(algorithm, ASN1_ITEM_rptr(PBE2PARAM)));
  if (pbes2 == nullptr) return std::nullopt;
  return SchemeOf(*pbes2);
}

Ec2Fingerprints Ec2FingerprintsOf(const RsaNumbers& numbers) {
  const ErrorGuard errors;
  const PkeyHandle key = RsaKeyOf(numbers);
  if (key == nullptr) return {};
  return {.created = Ec2Created(key.get()), .imported = Ec2Imported(key.get())};
}

}  // namespace keytrail::secret
