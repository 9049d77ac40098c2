#include "scanner/secret/openssh_key.h"

#include <algorithm>
#include <string_view>

#include "base/digest.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kMagic{"openssh-key-v1\0", 15};
constexpr std::size_t kNameBytesMax = 64;
// bcrypt's salt and rounds; anything longer is not a real option string.
constexpr std::size_t kKdfOptionsBytesMax = 256;
constexpr std::size_t kCommentBytesMax = 1024;
constexpr std::size_t kPaddingBytesMax = 255;

using Bytes = std::span<const std::byte>;

// The fields of a clear private half behind its type's name, one letter each: p a field that also
// stands in the public blob, x one that does not, b a byte.
struct PrivateShape {
  std::string_view type;
  std::string_view fields;
};

constexpr PrivateShape kPrivateShapes[] = {
    {"ssh-ed25519", "px"},
    {"ecdsa-sha2-nistp256", "ppx"},
    {"ecdsa-sha2-nistp384", "ppx"},
    {"ecdsa-sha2-nistp521", "ppx"},
    {"ssh-dss", "ppppx"},
    {"sk-ssh-ed25519@openssh.com", "ppbxx"},
    {"sk-ecdsa-sha2-nistp256@openssh.com", "pppbxx"},
};

std::optional<std::string> ReadName(SshReader& reader) {
  const auto name = reader.String();
  if (!name || name->empty() || name->size() > kNameBytesMax) return std::nullopt;
  if (!std::ranges::all_of(AsText(*name), [](char c) { return c > ' ' && c < '\x7f'; })) {
    return std::nullopt;
  }
  return std::string(AsText(*name));
}

// PROTOCOL.key: the padding behind the comment counts up from one.
bool IsPadding(Bytes rest) {
  if (rest.size() > kPaddingBytesMax) return false;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (static_cast<std::size_t>(rest[i]) != i + 1) return false;
  }
  return true;
}

std::optional<std::string> ReadComment(SshReader& reader) {
  const auto comment = reader.String();
  if (!comment || !IsPadding(reader.rest())) return std::nullopt;
  return std::string(AsText(comment->first(std::min(comment->size(), kCommentBytesMax))));
}

bool ReadShapedFields(SshReader& reader, SshReader& public_fields, std::string_view fields) {
  for (const char field : fields) {
    if (field == 'b') {
      if (!reader.Byte()) return false;
      continue;
    }
    const auto value = reader.String();
    if (!value) return false;
    if (field != 'p') continue;
    const auto expected = public_fields.String();
    if (!expected || !std::ranges::equal(*value, *expected)) return false;
  }
  return true;
}

// RSA lies in another order than in the public blob: n, e, d, iqmp, p, q.
bool ReadRsaFields(SshReader& reader, SshReader& public_fields, OpenSshKey& key) {
  const auto public_e = public_fields.PositiveInteger();
  const auto public_n = public_fields.PositiveInteger();
  RsaNumbers numbers;
  for (Bytes* number :
       {&numbers.n, &numbers.e, &numbers.d, &numbers.iqmp, &numbers.p, &numbers.q}) {
    const auto value = reader.PositiveInteger();
    if (!value) return false;
    *number = *value;
  }
  if (!public_e || !public_n || !std::ranges::equal(numbers.n, *public_n) ||
      !std::ranges::equal(numbers.e, *public_e)) {
    return false;
  }
  key.ec2 = Ec2FingerprintsOf(numbers);
  return true;
}

// Reads a clear private half; false when it is broken or does not belong to the public half.
bool ReadClearHalf(Bytes private_half, OpenSshKey& key) {
  SshReader reader(private_half);
  const auto check_1 = reader.Number();
  const auto check_2 = reader.Number();
  const auto type = reader.String();
  if (!check_1 || !check_2 || *check_1 != *check_2 || !type || AsText(*type) != key.key_type) {
    return false;
  }
  SshReader public_fields(key.public_blob);
  public_fields.String();
  const auto* shape =
      std::ranges::find(kPrivateShapes, std::string_view(key.key_type), &PrivateShape::type);
  if (key.key_type == "ssh-rsa") {
    if (!ReadRsaFields(reader, public_fields, key)) return false;
  } else if (shape == std::ranges::end(kPrivateShapes)) {
    return true;
  } else if (!ReadShapedFields(reader, public_fields, shape->fields)) {
    return false;
  }
  const auto comment = ReadComment(reader);
  key.comment = comment.value_or("");
  return comment.has_value();
}

std::uint32_t RoundsOf(Bytes kdf_options) {
  SshReader reader(kdf_options);
  if (!reader.String()) return 0;
  return reader.Number().value_or(0);
}

}  // namespace

std::optional<OpenSshKey> ParseOpenSshKey(Bytes container) {
  if (!AsText(container).starts_with(kMagic)) return std::nullopt;
  SshReader reader(container.subspan(kMagic.size()));
  const auto cipher = ReadName(reader);
  const auto kdf = ReadName(reader);
  const auto kdf_options = reader.String();
  const auto keys_count = reader.Number();
  const auto public_blob = reader.String();
  const auto private_half = reader.String();
  if (!cipher || !kdf || !kdf_options || kdf_options->size() > kKdfOptionsBytesMax || !keys_count ||
      *keys_count != 1 || !public_blob || !private_half || private_half->empty()) {
    return std::nullopt;
  }
  const auto public_key = ParseSshPublicBlob(*public_blob);
  if (!public_key) return std::nullopt;
  OpenSshKey key{.public_blob = {public_blob->begin(), public_blob->end()},
                 .key_type = public_key->type,
                 .bits = public_key->bits,
                 .encrypted = *cipher != "none",
                 .cipher = *cipher,
                 .kdf = *kdf,
                 .kdf_rounds = RoundsOf(*kdf_options),
                 .comment = {},
                 .ec2 = {}};
  if (!key.encrypted && !ReadClearHalf(*private_half, key)) return std::nullopt;
  return key;
}

}  // namespace keytrail::secret
