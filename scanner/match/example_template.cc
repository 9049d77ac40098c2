#include "scanner/match/example_template.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "base/bech32.h"
#include "base/digest.h"
#include "scanner/match/azure_keys.h"
#include "scanner/match/checksum.h"

namespace keytrail::match {
namespace {

constexpr std::size_t kValueBytesMax = 8192;
constexpr std::string_view kChecksumKind = "crc32_";
constexpr std::string_view kCheckedBegin = "checked:begin";
constexpr std::string_view kCheckedEnd = "checked:end";

const std::string kLower = "abcdefghijklmnopqrstuvwxyz";
const std::string kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const std::string kDigits = "0123456789";

// The alphabet of a kind, or empty.
std::string AlphabetOf(const std::string& kind) {
  if (kind == "hex") return kDigits + "abcdef";
  if (kind == "upper") return kUpper;
  if (kind == "lower") return kLower;
  if (kind == "digits") return kDigits;
  if (kind == "base32") return kUpper + "234567";
  if (kind == "base62") return kDigits + kUpper + kLower;
  if (kind == "base64") return kUpper + kLower + kDigits + "+/";
  if (kind == "base64url") return kUpper + kLower + kDigits + "-_";
  return "";
}

bool IsDirectiveByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == ':' || c == '=';
}

std::string DevOpsToken(const std::vector<std::byte>& drawn, DevOpsTokenKind kind) {
  DevOpsTokenBytes bytes{};
  std::memcpy(bytes.data(), drawn.data(), std::min(bytes.size(), drawn.size()));
  return MakeDevOpsToken(bytes, kind);
}

Status Refuse(const std::string& what) { return MakeError(StatusCode::kInvalidArgument, what); }

// In base64, each character as one byte or, wide, as UTF-16LE.
std::string EncodeText(const std::string& text, bool wide) {
  std::string bytes;
  for (const char c : text) {
    bytes.push_back(c);
    if (wide) bytes.push_back('\0');
  }
  return Base64Encode(AsBytes(bytes));
}

}  // namespace

ExampleComposer::ExampleComposer(const std::string& seed) {
  const Sha256Digest digest = Sha256(AsBytes(seed));
  std::memcpy(&state_, digest.data(), sizeof(state_));
}

// SplitMix64.
std::uint64_t ExampleComposer::Next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t value = state_;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

std::string ExampleComposer::Draw(const std::string& alphabet, std::size_t count) {
  std::string text;
  while (text.size() < count) text.push_back(alphabet[Next() % alphabet.size()]);
  return text;
}

std::vector<std::byte> ExampleComposer::DrawBytes(std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(Next() & 0xFF);
  return bytes;
}

// "x302e_32": pieces between underscores.
StatusOr<std::string> ExampleComposer::Pack(std::string_view pieces) {
  std::string packed;
  while (!pieces.empty() && packed.size() <= kValueBytesMax) {
    const std::size_t end = std::min(pieces.find('_'), pieces.size());
    const std::string_view piece = pieces.substr(0, end);
    pieces.remove_prefix(std::min(end + 1, pieces.size()));
    if (piece.starts_with('x')) {
      const auto bytes = HexDecode(piece.substr(1));
      if (!bytes.ok()) return Refuse(fmt::format("bad piece '{}': write x and hex", piece));
      packed.append(bytes->begin(), bytes->end());
      continue;
    }
    std::size_t count = 0;
    const auto parsed = std::from_chars(piece.data(), piece.data() + piece.size(), count);
    if (parsed.ec != std::errc() || parsed.ptr != piece.data() + piece.size() ||
        count > kValueBytesMax) {
      return Refuse(fmt::format("bad piece '{}': write how many bytes, or x and hex", piece));
    }
    packed.append(AsText(DrawBytes(count)));
  }
  if (packed.empty() || packed.size() > kValueBytesMax) {
    return Refuse(
        fmt::format("a pack of {} bytes: make it 1 to {}", packed.size(), kValueBytesMax));
  }
  return packed;
}

StatusOr<std::string> ExampleComposer::Generate(const std::string& kind, std::size_t count) {
  if (kind == "github") {
    const std::string body = Draw(AlphabetOf("base62"), count);
    return body + ChecksumOf(body, "base62", 6);
  }
  if (kind == "age") {
    std::string identity = Bech32Encode("age-secret-key-", DrawBytes(count));
    std::ranges::transform(identity, identity.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return identity;
  }
  if (kind == "base64text" || kind == "base64wide") {
    return EncodeText(Draw(AlphabetOf("base62"), count), kind == "base64wide");
  }
  if (kind == "azure_devops_pat" || kind == "azure_devops_app") {
    return DevOpsToken(DrawBytes(std::tuple_size_v<DevOpsTokenBytes>),
                       kind == "azure_devops_pat" ? DevOpsTokenKind::kPersonalAccessToken
                                                  : DevOpsTokenKind::kApplicationSecret);
  }
  if (kind == "base64bytes") return Base64Encode(DrawBytes(count));
  if (kind == "base32a") return Draw("QRST", 1) + Draw(AlphabetOf("base32"), count - 1);
  const std::string alphabet = AlphabetOf(kind);
  if (alphabet.empty()) {
    return Refuse(fmt::format(
        "unknown kind of value '{}': there are hex, upper, lower, digits, "
        "base32, base32a, base62, base64, base64url, base64bytes, base64text, base64wide, github, "
        "age, azure_devops_pat, azure_devops_app, pack, base64pack, crc32_...",
        kind));
  }
  return Draw(alphabet, count);
}

// "crc32_base62:6" after `checked`.
StatusOr<std::string> ExampleComposer::Checksum(const std::string& kind, std::size_t count,
                                                std::string_view checked) {
  const std::string encoding = kind.substr(kChecksumKind.size());
  KT_RETURN_IF_ERROR(
      CheckChecksum({.algorithm = "crc32", .encoding = encoding, .of = "", .in = ""}));
  return ChecksumOf(checked, encoding, count);
}

// What stands between the braces, `checked` being the text after the last {{checked:begin}}.
StatusOr<std::string> ExampleComposer::Value(const std::string& directive,
                                             std::string_view checked) {
  const std::size_t equals = directive.find('=');
  const std::string name = equals == std::string::npos ? "" : directive.substr(0, equals);
  const std::string recipe = equals == std::string::npos ? directive : directive.substr(equals + 1);
  if (equals == 0) {
    const auto found = remembered_.find(recipe);
    if (found != remembered_.end()) return found->second;
    return Refuse(fmt::format("no value named '{}' yet: write {{{{{}=base62:20}}}} before it",
                              recipe, recipe));
  }
  const std::size_t colon = recipe.find(':');
  if (recipe.starts_with("pack:")) return Pack(std::string_view(recipe).substr(colon + 1));
  if (recipe.starts_with("base64pack:")) {
    KT_ASSIGN_OR_RETURN(const std::string packed, Pack(std::string_view(recipe).substr(colon + 1)));
    return Base64Encode(AsBytes(packed));
  }
  std::size_t count = 0;
  const char* begin = recipe.data() + std::min(colon, recipe.size() - 1) + 1;
  const char* end = recipe.data() + recipe.size();
  const auto parsed = std::from_chars(begin, end, count);
  if (colon == std::string::npos || parsed.ec != std::errc() || parsed.ptr != end || count == 0 ||
      count > kValueBytesMax) {
    return Refuse(fmt::format("bad value '{}': write kind:count, such as base62:36", recipe));
  }
  const std::string kind = recipe.substr(0, colon);
  KT_ASSIGN_OR_RETURN(const std::string value, kind.starts_with(kChecksumKind)
                                                   ? Checksum(kind, count, checked)
                                                   : Generate(kind, count));
  if (!name.empty()) remembered_[name] = value;
  return value;
}

StatusOr<std::string> ExampleComposer::Compose(const std::string& text) {
  std::string composed;
  std::size_t checked_begin = 0;
  std::size_t checked_end = std::string::npos;  // none: up to the checksum
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find("{{", at);
    if (open == std::string::npos) break;
    composed.append(text, at, open - at);
    std::size_t close = open + 2;
    while (close < text.size() && IsDirectiveByte(text[close])) ++close;
    const std::string directive = text.substr(open + 2, close - open - 2);
    at = open + 2;
    if (text.compare(close, 2, "}}") != 0 || directive.find_first_of(":=") == std::string::npos) {
      composed += "{{";
      continue;
    }
    at = close + 2;
    if (directive == kCheckedBegin || directive == kCheckedEnd) {
      (directive == kCheckedBegin ? checked_begin : checked_end) = composed.size();
      continue;
    }
    const std::size_t end = std::min(checked_end, composed.size());
    if (end < checked_begin) return Refuse("checked:end stands before checked:begin: swap them");
    const std::string_view checked =
        std::string_view(composed).substr(checked_begin, end - checked_begin);
    KT_ASSIGN_OR_RETURN(const std::string value, Value(directive, checked));
    composed += value;
  }
  return composed.append(text, std::min(at, text.size()));
}

}  // namespace keytrail::match
