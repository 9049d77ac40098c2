#include "scanner/facts/krl.h"

#include <optional>
#include <string>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kMagic("SSHKRL\n\0", 8);
constexpr std::uint32_t kFormatVersion = 1;
constexpr std::size_t kSha1Bytes = 20;
constexpr std::size_t kSha256Bytes = 32;
constexpr std::size_t kBitmapBytesMax = 2048;  // of a number of 16,384 bits
constexpr std::size_t kKeyIdBytesMax = 256;
constexpr std::string_view kKeyIdMarks = "._@+-:/ #=,";
// Of all lists together, so that a fact fits a frame.
constexpr std::size_t kItemsMax = 40'000;

// Sections of a list.
constexpr std::uint8_t kCertificates = 1;
constexpr std::uint8_t kExplicitKeys = 2;
constexpr std::uint8_t kSha1Digests = 3;
constexpr std::uint8_t kSignature = 4;
constexpr std::uint8_t kSha256Digests = 5;
// Sections of a section of certificates.
constexpr std::uint8_t kSerialList = 0x20;
constexpr std::uint8_t kSerialRange = 0x21;
constexpr std::uint8_t kSerialBitmap = 0x22;
constexpr std::uint8_t kKeyIds = 0x23;

using Bytes = std::span<const std::byte>;
using RevokedCertificates = RevocationListFact::RevokedCertificates;

std::optional<std::uint64_t> ReadLong(SshReader& reader) {
  const auto high = reader.Number();
  const auto low = reader.Number();
  if (!high || !low) return std::nullopt;
  return std::uint64_t{*high} << 32 | *low;
}

// Each reader of a section says whether sshd would take it.
class KrlParser {
 public:
  explicit KrlParser(Bytes bytes) : reader_(bytes) { fact_.is_krl = true; }

  RevocationListFact Parse() {
    fact_.malformed = !ReadHeader() || !ReadSections();
    return std::move(fact_);
  }

 private:
  bool ReadHeader() {
    const auto version = reader_.Number();
    const auto krl_version = ReadLong(reader_);
    const auto generated = ReadLong(reader_);
    const auto flags = ReadLong(reader_);
    const auto reserved = reader_.String();
    const auto comment = reader_.String();
    return version == kFormatVersion && krl_version && generated && flags && reserved && comment &&
           AsText(*comment).find('\0') == std::string_view::npos;
  }

  bool ReadSections() {
    bool signed_already = false;
    while (!reader_.at_end()) {
      const auto type = reader_.Byte();
      const auto body = reader_.String();
      if (!type || !body) return false;
      if (*type == kSignature) {
        signed_already = true;
        if (!reader_.String()) return false;
      } else if (signed_already || !ReadSection(*type, *body)) {
        return false;
      }
    }
    return true;
  }

  bool ReadSection(std::uint8_t type, Bytes body) {
    switch (type) {
      case kCertificates: return ReadCertificates(body);
      case kExplicitKeys: return ReadKeys(body);
      case kSha1Digests: return ReadSha1Digests(body);
      case kSha256Digests: return ReadSha256Digests(body);
      default: return false;
    }
  }

  bool ReadKeys(Bytes body) {
    SshReader reader(body);
    while (!reader.at_end()) {
      const auto blob = reader.String();
      if (!blob) return false;
      if (HasRoom(fact_.public_key_fingerprints.size())) {
        fact_.public_key_fingerprints.push_back(Sha256Fingerprint(*blob));
      }
    }
    return true;
  }

  bool ReadSha1Digests(Bytes body) {
    SshReader reader(body);
    while (!reader.at_end()) {
      const auto digest = reader.String();
      if (!digest || digest->size() != kSha1Bytes) return false;
      if (!HasRoom(fact_.key_sha1_hex.size())) continue;
      fact_.key_sha1_hex.push_back(
          HexEncode({reinterpret_cast<const std::uint8_t*>(digest->data()), digest->size()}));
    }
    return true;
  }

  bool ReadSha256Digests(Bytes body) {
    SshReader reader(body);
    while (!reader.at_end()) {
      const auto digest = reader.String();
      if (!digest || digest->size() != kSha256Bytes) return false;
      if (!HasRoom(fact_.public_key_fingerprints.size())) continue;
      fact_.public_key_fingerprints.push_back("SHA256:" + Base64Encode(*digest, /*padded=*/false));
    }
    return true;
  }

  bool ReadCertificates(Bytes body) {
    SshReader reader(body);
    const auto authority = reader.String();
    const auto reserved = reader.String();
    if (!authority || !reserved) return false;
    if (!authority->empty() && !ParseSshPublicBlob(*authority)) return false;
    RevokedCertificates revoked;
    if (!authority->empty()) revoked.ca_fingerprint = Sha256Fingerprint(*authority);
    while (!reader.at_end()) {
      const auto type = reader.Byte();
      const auto part = reader.String();
      if (!type || !part || !ReadCertificatePart(revoked, *type, *part)) return false;
    }
    if (HasRoom(fact_.certificates.size())) fact_.certificates.push_back(std::move(revoked));
    return true;
  }

  bool ReadCertificatePart(RevokedCertificates& revoked, std::uint8_t type, Bytes body) {
    switch (type) {
      case kSerialList: return ReadSerials(revoked, body);
      case kSerialRange: {
        SshReader reader(body);
        const auto first = ReadLong(reader);
        const auto last = ReadLong(reader);
        return first && last && reader.at_end() && AddSerials(revoked, *first, *last);
      }
      case kSerialBitmap: return ReadBitmap(revoked, body);
      case kKeyIds: return ReadKeyIds(revoked, body);
      default: return false;
    }
  }

  bool ReadSerials(RevokedCertificates& revoked, Bytes body) {
    SshReader reader(body);
    while (!reader.at_end()) {
      const auto serial = ReadLong(reader);
      if (!serial || !AddSerials(revoked, *serial, *serial)) return false;
    }
    return true;
  }

  // A number of which bit n, from the lowest, revokes the serial `offset` + n.
  bool ReadBitmap(RevokedCertificates& revoked, Bytes body) {
    SshReader reader(body);
    const auto offset = ReadLong(reader);
    auto bits = reader.String();
    if (!offset || !bits || !reader.at_end()) return false;
    if (!bits->empty() && (bits->front() & std::byte{0x80}) != std::byte{0}) return false;
    while (!bits->empty() && bits->front() == std::byte{0}) *bits = bits->subspan(1);
    if (bits->size() > kBitmapBytesMax) return false;
    for (std::size_t bit = 0; bit < bits->size() * 8; ++bit) {
      const std::byte byte = (*bits)[bits->size() - 1 - bit / 8];
      if ((byte >> (bit % 8) & std::byte{1}) == std::byte{0}) continue;
      const std::uint64_t serial = *offset + bit;
      if (serial < *offset || !AddSerials(revoked, serial, serial)) return false;
    }
    return true;
  }

  bool ReadKeyIds(RevokedCertificates& revoked, Bytes body) {
    SshReader reader(body);
    while (!reader.at_end()) {
      const auto bytes = reader.String();
      if (!bytes) return false;
      const std::string_view key_id = AsText(*bytes);
      if (key_id.find('\0') != std::string_view::npos) return false;
      if (key_id.size() > kKeyIdBytesMax || !IsPlain(key_id, kKeyIdMarks)) {
        fact_.truncated = true;
      } else if (HasRoom(revoked.key_ids.size())) {
        revoked.key_ids.emplace_back(key_id);
      }
    }
    return true;
  }

  bool AddSerials(RevokedCertificates& revoked, std::uint64_t first, std::uint64_t last) {
    if (first > last || first == 0) return false;
    auto& serials = revoked.serials;
    const bool follows = !serials.empty() && serials.back().second == first - 1;
    if (follows) {
      serials.back().second = last;
    } else if (HasRoom(serials.size())) {
      serials.emplace_back(first, last);
    }
    return true;
  }

  // Whether a list of so many items takes another; notes where none does.
  bool HasRoom(std::size_t list_size) {
    const bool has_room = list_size < limits::kListItemsMax && items_ < kItemsMax;
    if (has_room) ++items_;
    if (!has_room) fact_.truncated = true;
    return has_room;
  }

  SshReader reader_;
  RevocationListFact fact_;
  std::size_t items_ = 0;
};

}  // namespace

bool IsKrl(Bytes bytes) { return AsText(bytes).starts_with(kMagic); }

RevocationListFact ParseKrl(Bytes bytes) { return KrlParser(bytes.subspan(kMagic.size())).Parse(); }

}  // namespace keytrail::facts
