#include "scanner/secret/encrypted_pkcs8.h"

#include <openssl/asn1t.h>
#include <openssl/x509.h>

#include "base/c_handle.h"
#include "base/text.h"
#include "scanner/secret/openssl_handles.h"

namespace keytrail::secret {
namespace {

using SignatureHandle = CHandle<X509_SIG, &X509_SIG_free>;
using Pbes2Handle = CHandle<PBE2PARAM, &PBE2PARAM_free>;
using PbeHandle = CHandle<PBEPARAM, &PBEPARAM_free>;
using ScryptHandle = CHandle<SCRYPT_PARAMS, &SCRYPT_PARAMS_free>;
using Pbkdf2Handle = CHandle<PBKDF2PARAM, &PBKDF2PARAM_free>;

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

// Zero where it is no number of rounds.
std::uint32_t RoundsOf(const ASN1_INTEGER* number) {
  const long rounds = ASN1_INTEGER_get(number);
  return rounds > 0 && rounds <= 0xFFFFFFFFL ? static_cast<std::uint32_t>(rounds) : 0;
}

// RFC 8018 appendix A.3 and RFC 7292 appendix C: the cipher and the derivation are one name.
EncryptionScheme OldSchemeOf(const X509_ALGOR* algorithm) {
  EncryptionScheme scheme{.cipher = ObjectName(ObjectOf(algorithm)), .kdf = {}, .kdf_rounds = 0};
  const PbeHandle parameters(Unpack<PBEPARAM>(algorithm, ASN1_ITEM_rptr(PBEPARAM)));
  if (parameters == nullptr) return scheme;
  scheme.kdf = "pbe";
  scheme.kdf_rounds = RoundsOf(parameters->iter);
  return scheme;
}

EncryptionScheme SchemeOf(const PBE2PARAM& parameters) {
  EncryptionScheme scheme;
  scheme.cipher = ObjectName(ObjectOf(parameters.encryption));
  switch (OBJ_obj2nid(ObjectOf(parameters.keyfunc))) {
    case NID_id_pbkdf2: {
      const Pbkdf2Handle pbkdf2(
          Unpack<PBKDF2PARAM>(parameters.keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM)));
      scheme.kdf = "pbkdf2";
      if (pbkdf2 != nullptr) scheme.kdf_rounds = RoundsOf(pbkdf2->iter);
      break;
    }
    case NID_id_scrypt: {
      const ScryptHandle scrypt(
          Unpack<SCRYPT_PARAMS>(parameters.keyfunc, ASN1_ITEM_rptr(SCRYPT_PARAMS)));
      scheme.kdf = "scrypt";
      if (scrypt != nullptr) scheme.kdf_rounds = RoundsOf(scrypt->costParameter);
      break;
    }
    default: break;
  }
  return scheme;
}

}  // namespace

std::optional<EncryptionScheme> ReadEncryptedPkcs8(std::span<const std::byte> der) {
  const ErrorGuard errors;
  const unsigned char* cursor = DataOf(der);
  const SignatureHandle envelope(d2i_X509_SIG(nullptr, &cursor, static_cast<long>(der.size())));
  if (envelope == nullptr) return std::nullopt;
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OCTET_STRING* ciphertext = nullptr;
  X509_SIG_get0(envelope.get(), &algorithm, &ciphertext);
  if (ASN1_STRING_length(ciphertext) == 0) return std::nullopt;
  if (OBJ_obj2nid(ObjectOf(algorithm)) != NID_pbes2) return OldSchemeOf(algorithm);
  const Pbes2Handle pbes2(Unpack<PBE2PARAM>(algorithm, ASN1_ITEM_rptr(PBE2PARAM)));
  if (pbes2 == nullptr) return std::nullopt;
  return SchemeOf(*pbes2);
}

}  // namespace keytrail::secret
