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
  if (OBJ_obj2nid(ObjectOf(algorithm)) != NID_pbes2) {
    return EncryptionScheme{.cipher = ObjectName(ObjectOf(algorithm)), .kdf = {}, .kdf_rounds = 0};
  }
  const Pbes2Handle pbes2(Unpack<PBE2PARAM>(algorithm, ASN1_ITEM_rptr(PBE2PARAM)));
  if (pbes2 == nullptr) return std::nullopt;
  return SchemeOf(*pbes2);
}

}  // namespace keytrail::secret
