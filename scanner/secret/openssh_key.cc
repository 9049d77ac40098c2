#include "scanner/secret/openssh_key.h"

#include <algorithm>
#include <string_view>
#include <utility>

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
std::optional<RsaNumbers> ReadRsaFields(SshReader& reader, SshReader& public_fields) {
  const auto public_e = public_fields.PositiveInteger();
  const auto public_n = public_fields.PositiveInteger();
  RsaNumbers numbers;
  for (Bytes* number :
       {&numbers.n, &numbers.e, &numbers.d, &numbers.iqmp, &numbers.p, &numbers.q}) {
    const auto value = reader.PositiveInteger();
    if (!value) return std::nullopt;
    *number = *value;
  }
  if (!public_e || !public_n || !std::ranges::equal(numbers.n, *public_n) ||
      !std::ranges::equal(numbers.e, *public_e)) {
    return std::nullopt;
  }
  return numbers;
}

struct ClearHalf {
  std::string comment;
  Ec2Fingerprints ec2;
};

// Reads a clear private half; nothing when it is broken or does not belong to the public half.
std::optional<ClearHalf> ReadClearHalf(Bytes private_half, Bytes public_blob) {
  SshReader reader(private_half);
  SshReader public_fields(public_blob);
  const auto check_1 = reader.Number();
  const auto check_2 = reader.Number();
  const auto type = reader.String();
  const auto public_type = public_fields.String();
  if (!check_1 || !check_2 || *check_1 != *check_2 || !type || !public_type ||
      !std::ranges::equal(*type, *public_type)) {
    return std::nullopt;
  }
  ClearHalf half;
  const auto* shape = std::ranges::find(kPrivateShapes, AsText(*type), &PrivateShape::type);
  if (AsText(*type) == "ssh-rsa") {
    const auto numbers = ReadRsaFields(reader, public_fields);
    if (!numbers) return std::nullopt;
    half.ec2 = Ec2FingerprintsOf(*numbers);
  } else if (shape == std::ranges::end(kPrivateShapes)) {
    return half;
  } else if (!ReadShapedFields(reader, public_fields, shape->fields)) {
    return std::nullopt;
  }
  auto comment = ReadComment(reader);
  if (!comment) return std::nullopt;
  half.comment = *std::move(comment);
  return half;
}

std::uint32_t RoundsOf(Bytes kdf_options) {
  SshReader reader(kdf_options);
  if (!reader.String()) return 0;
  return reader.Number().value_or(0);
}

// Reads up to the private half.
std::optional<OpenSshKey> ReadHead(SshReader& reader) {
  const auto cipher = ReadName(reader);
  const auto kdf = ReadName(reader);
  const auto kdf_options = reader.String();
  const auto keys_count = reader.Number();
  const auto public_blob = reader.String();
  if (!cipher || !kdf || !kdf_options || kdf_options->size() > kKdfOptionsBytesMax || !keys_count ||
      *keys_count != 1 || !public_blob) {
    return std::nullopt;
  }
  const auto public_key = ParseSshPublicBlob(*public_blob);
  if (!public_key) return std::nullopt;
  return OpenSshKey{.public_blob = {public_blob->begin(), public_blob->end()},
                    .key_type = public_key->type,
                    .bits = public_key->bits,
                    .encrypted = *cipher != "none",
                    .cipher = *cipher,
                    .kdf = *kdf,
                    .kdf_rounds = RoundsOf(*kdf_options),
                    .comment = {},
                    .ec2 = {}};
}

}  // namespace

bool IsOpenSshKey(Bytes container) { return AsText(container).starts_with(kMagic); }

std::optional<OpenSshKey> ParseOpenSshHead(Bytes container) {
  if (!IsOpenSshKey(container)) return std::nullopt;
  SshReader reader(container.subspan(kMagic.size()));
  return ReadHead(reader);
}

std::optional<OpenSshKey> ParseOpenSshKey(Bytes container) {
  if (!IsOpenSshKey(container)) return std::nullopt;
  SshReader reader(container.subspan(kMagic.size()));
  auto key = ReadHead(reader);
  const auto private_half = reader.String();
  if (!key || !private_half || private_half->empty()) return std::nullopt;
  if (key->encrypted) return key;
  auto half = ReadClearHalf(*private_half, key->public_blob);
  if (!half) return std::nullopt;
  key->comment = std::move(half->comment);
  key->ec2 = std::move(half->ec2);
  return key;
}

}  // namespace keytrail::secret
