#include "scanner/secret/jwk_key.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "scanner/secret/public_blob.h"
#include "scanner/secret/randomness.h"
#include "scanner/secret/wrapped_text.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kMembersMax = 32;
constexpr std::size_t kSymmetricBytesMin = 16;
constexpr std::size_t kEcBytesMin = 24;

bool IsWordCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

// The object around the anchor, without its braces.
struct Object {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool closed = false;
};

std::optional<Object> ObjectAround(std::string_view text, std::size_t anchor) {
  const std::size_t first = anchor - std::min(anchor, kJwkBytesBeforeMax);
  std::size_t depth = 0;
  std::size_t begin = anchor;
  while (begin > first && !(depth == 0 && text[begin - 1] == '{')) {
    --begin;
    if (text[begin] == '}') ++depth;
    if (text[begin] == '{') --depth;
  }
  if (begin == first && (begin == 0 || text[begin - 1] != '{')) return std::nullopt;
  const std::size_t last = std::min(text.size(), anchor + limits::kParserLookaheadBytes);
  depth = 0;
  for (std::size_t end = anchor; end < last; ++end) {
    if (text[end] == '{') ++depth;
    if (text[end] == '}' && depth-- == 0) return Object{.begin = begin, .end = end, .closed = true};
  }
  return Object{.begin = begin, .end = last, .closed = false};
}

// Names and values, the values as they lie there: perhaps in pieces.
class Members {
 public:
  explicit Members(std::string_view text) : text_(text) {}

  std::map<std::string_view, std::string_view> Read() {
    std::map<std::string_view, std::string_view> members;
    std::string_view word = NextWord();
    while (!word.empty() && members.size() < kMembersMax) {
      const std::string_view name = word;
      SkipSeparators();
      if (position_ >= text_.size() || text_[position_] != ':') {
        word = NextWord();
        continue;
      }
      ++position_;
      members.emplace(name, ReadValue());
      word = NextWord();
    }
    return members;
  }

 private:
  // Passes over quotes, blanks and what joins strings, but over no comma.
  void SkipSeparators() {
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (c == '\\') {
        position_ = std::min(text_.find_first_not_of('\\', position_), text_.size());
        if (position_ < text_.size() &&
            std::string_view("nrt").find(text_[position_]) != std::string_view::npos) {
          ++position_;
        }
        continue;
      }
      if (!IsQuote(c) && !IsBlank(c) &&
          std::string_view("+.&()").find(c) == std::string_view::npos) {
        return;
      }
      ++position_;
    }
  }

  std::string_view ReadWord() {
    const std::size_t begin = position_;
    while (position_ < text_.size() && IsWordCharacter(text_[position_])) ++position_;
    return text_.substr(begin, position_ - begin);
  }

  // The next word, whatever lies before it; empty at the end.
  std::string_view NextWord() {
    while (position_ < text_.size()) {
      SkipSeparators();
      const std::string_view word = ReadWord();
      if (!word.empty()) return word;
      ++position_;
    }
    return {};
  }

  // A word that no quote is in front of is a program's own.
  std::string_view ReadQuotedWord() {
    return position_ > 0 && IsQuote(text_[position_ - 1]) ? ReadWord() : std::string_view();
  }

  // From the value's first piece to the end of its last. Of a list, and what is no text: empty.
  std::string_view ReadValue() {
    SkipSeparators();
    if (position_ < text_.size() && text_[position_] == '[') {
      position_ = std::min(text_.find(']', position_), text_.size());
      return {};
    }
    const std::size_t begin = position_;
    std::size_t end = position_;
    while (!ReadQuotedWord().empty()) {
      end = position_;
      SkipSeparators();
    }
    return text_.substr(begin, end - begin);
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

class Jwk {
 public:
  explicit Jwk(std::string_view object) : members_(Members(object).Read()) {}

  std::string_view Text(std::string_view name) const {
    const auto found = members_.find(name);
    return found == members_.end() ? std::string_view() : found->second;
  }

  // A member in base64url; empty when missing or broken.
  SecretBytes Bytes(std::string_view name) const {
    const std::string_view value = Text(name);
    WipedText base64(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] == '\\' && i + 1 < value.size() && value[i + 1] == 'n')
        ++i;
      else if (value[i] == '-')
        base64.Append('+');
      else if (value[i] == '_')
        base64.Append('/');
      else if (IsWordCharacter(value[i]))
        base64.Append(value[i]);
    }
    return DecodeBase64(base64.view());
  }

 private:
  std::map<std::string_view, std::string_view> members_;
};

bool ReadRsa(const Jwk& jwk, PrivateKey& key) {
  const SecretBytes n = jwk.Bytes("n");
  const SecretBytes e = jwk.Bytes("e");
  SecretBytes d = jwk.Bytes("d");
  if (n.empty() || e.empty() || d.size() > n.size() || !LooksRandom(d.view())) return false;
  const SecretBytes p = jwk.Bytes("p");
  const SecretBytes q = jwk.Bytes("q");
  const SecretBytes qi = jwk.Bytes("qi");
  if (!p.empty() && !q.empty() && !qi.empty()) {
    SetEc2(Ec2FingerprintsOf({.n = n.view(),
                              .e = e.view(),
                              .d = d.view(),
                              .iqmp = qi.view(),
                              .p = p.view(),
                              .q = q.view()}),
           key);
  }
  SetIdentity(RsaBlob(e.view(), n.view()), std::move(d), key);
  return true;
}

bool ReadEc(const Jwk& jwk, PrivateKey& key) {
  SecretBytes d = jwk.Bytes("d");
  if (d.size() < kEcBytesMin || !LooksRandom(d.view())) return false;
  key.key_type = LowerCase(jwk.Text("crv"));
  const auto curve = std::ranges::find(SshCurves(), jwk.Text("crv"), &SshCurve::jose_name);
  std::optional<std::vector<std::byte>> blob;
  if (curve != SshCurves().end()) {
    if (d.size() > curve->field_bytes) return false;
    blob = EcdsaBlob(*curve, jwk.Bytes("x").view(), jwk.Bytes("y").view());
  }
  SetIdentity(std::move(blob).value_or(std::vector<std::byte>()), std::move(d), key);
  return true;
}

struct ModernCurve {
  std::string_view name;
  std::size_t key_bytes;
};
constexpr ModernCurve kModernCurves[] = {
    {"Ed25519", 32}, {"X25519", 32}, {"Ed448", 57}, {"X448", 56}};

bool ReadOctetPair(const Jwk& jwk, PrivateKey& key) {
  SecretBytes d = jwk.Bytes("d");
  const auto* curve = std::ranges::find(kModernCurves, jwk.Text("crv"), &ModernCurve::name);
  if (curve == std::ranges::end(kModernCurves) || d.size() != curve->key_bytes ||
      !LooksRandom(d.view())) {
    return false;
  }
  key.key_type = LowerCase(curve->name);
  const SecretBytes x = jwk.Bytes("x");
  SetIdentity(curve->name == "Ed25519" ? Ed25519Blob(x.view()) : std::vector<std::byte>(),
              std::move(d), key);
  return true;
}

bool ReadSymmetric(const Jwk& jwk, PrivateKey& key) {
  SecretBytes k = jwk.Bytes("k");
  if (k.size() < kSymmetricBytesMin || !LooksRandom(k.view())) return false;
  key.key_type = "oct";
  key.bits = static_cast<std::uint32_t>(k.size() * 8);
  key.canonical_secret = std::move(k);
  return true;
}

bool ReadKey(const Jwk& jwk, PrivateKey& key) {
  const std::string_view type = jwk.Text("kty");
  if (type == "RSA") return ReadRsa(jwk, key);
  if (type == "EC") return ReadEc(jwk, key);
  if (type == "OKP") return ReadOctetPair(jwk, key);
  return type == "oct" && ReadSymmetric(jwk, key);
}

}  // namespace

std::optional<PrivateKey> ParseJwk(std::span<const std::byte> buffer, std::size_t anchor) {
  const std::string_view text = AsText(buffer);
  const auto object = ObjectAround(text, anchor);
  if (!object) return std::nullopt;
  PrivateKey key;
  key.format = "jwk";
  if (!ReadKey(Jwk(text.substr(object->begin, object->end - object->begin)), key)) {
    return std::nullopt;
  }
  const std::size_t begin = object->begin - 1;
  key.truncated = !object->closed;
  key.text_offset = static_cast<std::ptrdiff_t>(begin) - static_cast<std::ptrdiff_t>(anchor);
  key.text_bytes = object->end + (object->closed ? 1 : 0) - begin;
  return key;
}

}  // namespace keytrail::secret
