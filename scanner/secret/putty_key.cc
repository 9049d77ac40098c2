#include "scanner/secret/putty_key.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"
#include "scanner/secret/wrapped_text.h"

namespace keytrail::secret {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::string_view kBegin = "PuTTY-User-Key-File-";
constexpr std::string_view kComment = "Comment:";
constexpr std::string_view kPublicLines = "Public-Lines:";
constexpr std::string_view kMacs[] = {"Private-MAC:", "Private-Hash:"};
constexpr std::string_view kHeaders[] = {
    "Encryption:",  "Public-Lines:",       "Key-Derivation:", "Argon2-Memory:", "Argon2-Passes:",
    "Argon2-Salt:", "Argon2-Parallelism:", "Private-Lines:",  "Private-MAC:",   "Private-Hash:"};
constexpr std::size_t kMacDigitsMin = 40;

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Where the key's text ends: behind the digits of its MAC, or nothing where there is none.
std::optional<std::size_t> EndOf(std::string_view text) {
  for (const std::string_view mac : kMacs) {
    const std::size_t at = text.find(mac);
    if (at == std::string_view::npos) continue;
    const std::size_t first = text.find_first_not_of(" \t", at + mac.size());
    if (first == std::string_view::npos) continue;
    const auto end = std::ranges::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(first),
                                              text.end(), &IsHexDigit);
    const auto position = static_cast<std::size_t>(end - text.begin());
    if (position - first >= kMacDigitsMin) return position;
  }
  return std::nullopt;
}

// The text cut into its three parts, each still wrapped. The comment may hold anything.
struct Parts {
  std::string_view head;
  std::string_view comment;
  std::string_view body;
};

std::optional<Parts> Split(std::string_view text) {
  const std::size_t comment = text.find(kComment);
  if (comment == std::string_view::npos) return std::nullopt;
  const std::size_t body = text.find(kPublicLines, comment);
  if (body == std::string_view::npos) return std::nullopt;
  const std::size_t value = comment + kComment.size();
  return Parts{.head = text.substr(0, comment),
               .comment = text.substr(value, body - value),
               .body = text.substr(body)};
}

struct Field {
  std::string first;  // word
  WipedText rest;     // the other words, put together
};

using Fields = std::map<std::string, Field, std::less<>>;

Fields ReadFields(std::string_view plain) {
  Fields fields;
  Field* field = nullptr;
  Words words(plain);
  for (std::string_view word = words.Next(); !word.empty(); word = words.Next()) {
    if (std::ranges::find(kHeaders, word) != std::ranges::end(kHeaders)) {
      field =
          &fields.try_emplace(std::string(word), Field{{}, WipedText(plain.size())}).first->second;
      field->first = words.Next();
    } else if (field != nullptr) {
      field->rest.Append(word);
    }
  }
  return fields;
}

std::string_view FirstOf(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string_view() : std::string_view(found->second.first);
}

// The base64 behind a header that counts its lines.
SecretBytes BytesOf(const Fields& fields, std::string_view name, bool cut_off) {
  const auto found = fields.find(name);
  if (found == fields.end()) return {};
  const std::string_view base64 = found->second.rest.view();
  return cut_off ? DecodeBase64Prefix(base64) : DecodeBase64(base64);
}

// "PuTTY-User-Key-File-3: ssh-rsa Encryption: none" → the type.
std::string TypeOf(std::string_view plain_head) {
  Words words(plain_head);
  words.Next();
  return std::string(words.Next());
}

// RSA's private half: d, p, q and the inverse of q.
bool ReadRsa(SshReader reader, Bytes public_blob, PrivateKey& key) {
  SshReader public_fields(public_blob);
  public_fields.String();
  const auto e = public_fields.PositiveInteger();
  const auto n = public_fields.PositiveInteger();
  const auto d = reader.PositiveInteger();
  const auto p = reader.PositiveInteger();
  const auto q = reader.PositiveInteger();
  const auto iqmp = reader.PositiveInteger();
  if (!e || !n || !d || !p || !q || !iqmp) return false;
  SetEc2(Ec2FingerprintsOf({.n = *n, .e = *e, .d = *d, .iqmp = *iqmp, .p = *p, .q = *q}), key);
  return true;
}

// Whether a clear private half is what the type asks for; of types that are not known, anything.
bool ReadClearHalf(Bytes private_half, Bytes public_blob, std::string_view type, PrivateKey& key) {
  SshReader reader(private_half);
  if (type == "ssh-rsa") return ReadRsa(reader, public_blob, key);
  if (type == "ssh-dss" || type.starts_with("ecdsa-")) return reader.PositiveInteger().has_value();
  return reader.String().has_value();
}

void SetEncryption(const Fields& fields, std::string_view cipher, PrivateKey& key) {
  key.encrypted = cipher != "none";
  if (!key.encrypted) return;
  key.cipher = LowerCase(cipher);
  key.kdf = "sha1";
  key.kdf_rounds = 1;
  const std::string_view derivation = FirstOf(fields, "Key-Derivation:");
  if (derivation.empty()) return;
  key.kdf = LowerCase(derivation);
  const std::string_view passes = FirstOf(fields, "Argon2-Passes:");
  std::from_chars(passes.data(), passes.data() + passes.size(), key.kdf_rounds);
}

}  // namespace

std::optional<PrivateKey> ParsePuttyKey(Bytes bytes) {
  std::string_view text =
      AsText(bytes.first(std::min(bytes.size(), limits::kParserLookaheadBytes)));
  if (!text.starts_with(kBegin)) return std::nullopt;
  text = text.substr(0, text.find(kBegin, kBegin.size()));
  const auto end = EndOf(text);
  text = text.substr(0, end.value_or(text.size()));
  const auto parts = Split(text);
  if (!parts) return std::nullopt;
  const Unwrapped head = Unwrap(parts->head);
  const Unwrapped body = Unwrap(parts->body);
  const bool whole = end && body.wrapped_bytes == parts->body.size();
  if (head.wrapped_bytes < parts->head.size() || (end && !whole)) return std::nullopt;
  Fields fields = ReadFields(body.plain.view());
  const Fields head_fields = ReadFields(head.plain.view());
  const SecretBytes public_blob = BytesOf(fields, kPublicLines, !whole);
  const SecretBytes private_half = BytesOf(fields, "Private-Lines:", !whole);
  const auto public_key = ParseSshPublicBlob(public_blob.view());
  if (!public_key || public_key->type != TypeOf(head.plain.view())) return std::nullopt;
  PrivateKey key;
  key.format = "ppk";
  key.truncated = !whole;
  key.text_bytes = whole ? text.size() : text.size() - parts->body.size() + body.wrapped_bytes;
  SetEncryption(fields, FirstOf(head_fields, "Encryption:"), key);
  if (whole && private_half.empty()) return std::nullopt;
  if (whole && !key.encrypted &&
      !ReadClearHalf(private_half.view(), public_blob.view(), public_key->type, key)) {
    return std::nullopt;
  }
  key.comment = TrimBlanks(Unwrap(parts->comment).plain.view());
  SetIdentity({public_blob.view().begin(), public_blob.view().end()}, {}, key);
  return key;
}

}  // namespace keytrail::secret
