#include "scanner/secret/key_store.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "model/ssh_wire.h"
#include "scanner/secret/der_reader.h"
#include "scanner/secret/encrypted_pkcs8.h"
#include "scanner/secret/openssl_key.h"

namespace keytrail::secret {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t kJksMagic = 0xFEEDFEED;
constexpr std::uint32_t kJceksMagic = 0xCECECECE;
constexpr std::uint32_t kStoreVersionMax = 2;
constexpr std::size_t kEntriesMax = 10'000;
constexpr std::size_t kSaltBytesMax = 64;

// 1.2.840.113549.1.12.10.1.1 and .2: a bag with a key, clear and shrouded; 1.2.840.113549.1.7.6:
// encrypted content.
constexpr std::string_view kKeyBag = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01";
constexpr std::string_view kShroudedBag = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02";
constexpr std::string_view kEncryptedData = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";

void SetScheme(Bytes encrypted_info, PrivateKey& key) {
  auto scheme = ReadEncryptedPkcs8(encrypted_info);
  if (!scheme) return;
  key.cipher = std::move(scheme->cipher);
  key.kdf = std::move(scheme->kdf);
  key.kdf_rounds = scheme->kdf_rounds;
}

// Fields as Java's DataOutputStream writes them.
class JavaReader {
 public:
  explicit JavaReader(Bytes bytes) : reader_(bytes) {}

  std::optional<std::uint32_t> Number() { return reader_.Number(); }
  std::optional<std::uint8_t> Byte() { return reader_.Byte(); }
  std::optional<Bytes> Counted() { return reader_.String(); }
  // A text with two bytes of length in front.
  bool SkipText() {
    const auto high = reader_.Byte();
    const auto low = reader_.Byte();
    return high && low && Skip(static_cast<std::size_t>(*high) << 8 | *low);
  }
  bool Skip(std::size_t size) {
    if (size > reader_.rest().size()) return false;
    reader_ = SshReader(reader_.rest().subspan(size));
    return true;
  }
  bool SkipDate() { return Skip(sizeof(std::uint64_t)); }
  // A certificate: its kind, then its bytes.
  std::optional<Bytes> Certificate() { return SkipText() ? Counted() : std::nullopt; }

 private:
  SshReader reader_;
};

// The entry's key, whose tag, alias and date have been read, with the public half out of the first
// certificate behind it.
void ReadKeyEntry(JavaReader& reader, PrivateKey& key) {
  const auto encrypted_info = reader.Counted();
  if (!encrypted_info) return;
  SetScheme(*encrypted_info, key);
  const auto chain = reader.Number();
  if (!chain || *chain == 0) return;
  const auto certificate = reader.Certificate();
  auto derived = certificate ? DeriveFromCertificate(*certificate) : std::nullopt;
  if (!derived) return;
  key.key_type = std::move(derived->key_type);
  key.bits = derived->bits;
  SetEc2(std::move(derived->ec2), key);
  SetIdentity(std::move(derived->public_blob), {}, key);
}

// Whether a key is among the entries of a JKS or JCEKS file.
bool FindJksKey(JavaReader& reader, PrivateKey& key) {
  static constexpr std::uint32_t kPrivateKeyTag = 1;
  static constexpr std::uint32_t kCertificateTag = 2;
  static constexpr std::uint32_t kSecretKeyTag = 3;
  const auto version = reader.Number();
  const auto count = reader.Number();
  if (!version || *version == 0 || *version > kStoreVersionMax || !count) return false;
  for (std::size_t i = 0; i < std::min<std::size_t>(*count, kEntriesMax); ++i) {
    const auto tag = reader.Number();
    if (!tag || !reader.SkipText() || !reader.SkipDate()) return false;
    if (*tag == kPrivateKeyTag) ReadKeyEntry(reader, key);
    if (*tag == kPrivateKeyTag || *tag == kSecretKeyTag) return true;
    if (*tag != kCertificateTag) return false;
    if (*version > 1 && !reader.SkipText()) return false;
    if (!reader.Counted()) return false;
  }
  return false;
}

// Whether a key is among the entries of a BKS file, whose version has been read.
bool FindBksKey(JavaReader& reader, PrivateKey& key) {
  static constexpr std::uint8_t kCertificate = 1;
  static constexpr std::uint8_t kKey = 2;
  static constexpr std::uint8_t kSealed = 4;
  static constexpr std::uint8_t kPublicKey = 1;
  const auto salt = reader.Counted();
  const auto rounds = reader.Number();
  if (!salt || salt->empty() || salt->size() > kSaltBytesMax || !rounds || *rounds == 0) {
    return false;
  }
  for (std::size_t i = 0; i < kEntriesMax; ++i) {
    const auto type = reader.Byte();
    if (!type || *type == 0 || *type > kSealed || !reader.SkipText() || !reader.SkipDate()) {
      return false;
    }
    const auto chain = reader.Number();
    if (!chain) return false;
    for (std::size_t link = 0; link < std::min<std::size_t>(*chain, kEntriesMax); ++link) {
      if (!reader.Certificate()) return false;
    }
    key.kdf_rounds = *rounds;
    const auto kind = *type == kKey ? reader.Byte() : std::nullopt;
    if (*type == kKey && kind != kPublicKey) return kind.has_value();
    if (*type > kKey) return reader.Counted().has_value();
    if (*type == kCertificate ? !reader.Certificate()
                              : !reader.SkipText() || !reader.SkipText() || !reader.Counted()) {
      return false;
    }
  }
  return false;
}

PrivateKey Begin(std::string_view format, Bytes file) {
  PrivateKey key;
  key.format = format;
  key.encrypted = true;
  key.text_bytes = file.size();
  key.canonical_secret = SecretBytes(file);
  return key;
}

Bytes Head(Bytes file) { return file.first(std::min(file.size(), limits::kParserLookaheadBytes)); }

// The encrypted key that follows a shrouded bag's identifier, inside a tagged element.
void ReadShroudedBag(Bytes behind_identifier, PrivateKey& key) {
  const auto tagged = DerReader(behind_identifier).NextCutOff();
  if (tagged) SetScheme(tagged->content, key);
}

}  // namespace

std::optional<PrivateKey> ReadPkcs12(Bytes file) {
  const Bytes head = Head(file);
  const auto outer = DerReader(head).NextCutOff();
  if (!outer || outer->tag != der::kSequence) return std::nullopt;
  PrivateKey key = Begin("pkcs12", head.first(outer->header_bytes + outer->content.size()));
  const std::string_view text = AsText(outer->content);
  if (const std::size_t bag = text.find(kShroudedBag); bag != std::string_view::npos) {
    ReadShroudedBag(outer->content.subspan(bag + kShroudedBag.size()), key);
  } else if (text.find(kKeyBag) != std::string_view::npos) {
    key.encrypted = false;
  } else {
    key.uncertain = true;
    if (text.find(kEncryptedData) == std::string_view::npos) return std::nullopt;
  }
  return key;
}

std::optional<PrivateKey> ReadJavaKeyStore(Bytes file) {
  const Bytes head = Head(file);
  JavaReader reader(head);
  const auto magic = reader.Number();
  if (!magic) return std::nullopt;
  const bool jks = *magic == kJksMagic;
  const bool jceks = *magic == kJceksMagic;
  PrivateKey key = Begin(jks ? "jks" : jceks ? "jceks" : "bks", head);
  if (!jks && !jceks && (*magic == 0 || *magic > kStoreVersionMax)) return std::nullopt;
  const bool found = jks || jceks ? FindJksKey(reader, key) : FindBksKey(reader, key);
  if (!found) return std::nullopt;
  return key;
}

}  // namespace keytrail::secret
