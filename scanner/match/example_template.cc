#include "scanner/match/example_template.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "base/digest.h"
#include "scanner/match/checksum.h"

namespace keytrail::match {
namespace {

constexpr std::size_t kValueBytesMax = 8192;

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

Status Refuse(const std::string& what) { return MakeError(StatusCode::kInvalidArgument, what); }

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

StatusOr<std::string> ExampleComposer::Generate(const std::string& kind, std::size_t count) {
  if (kind == "github") {
    const std::string body = Draw(AlphabetOf("base62"), count);
    return body + ChecksumOf(body, "base62", 6);
  }
  if (kind == "base64bytes") {
    std::vector<std::byte> bytes(count);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(Next() & 0xFF);
    return Base64Encode(bytes);
  }
  if (kind == "base32a") return Draw("QRST", 1) + Draw(AlphabetOf("base32"), count - 1);
  const std::string alphabet = AlphabetOf(kind);
  if (alphabet.empty()) {
    return Refuse(
        fmt::format("unknown kind of value '{}': there are hex, upper, lower, digits, "
                    "base32, base32a, base62, base64, base64url, base64bytes, github",
                    kind));
  }
  return Draw(alphabet, count);
}

// What stands between the braces.
StatusOr<std::string> ExampleComposer::Value(const std::string& directive) {
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
  std::size_t count = 0;
  const char* begin = recipe.data() + std::min(colon, recipe.size() - 1) + 1;
  const char* end = recipe.data() + recipe.size();
  const auto parsed = std::from_chars(begin, end, count);
  if (colon == std::string::npos || parsed.ec != std::errc() || parsed.ptr != end || count == 0 ||
      count > kValueBytesMax) {
    return Refuse(fmt::format("bad value '{}': write kind:count, such as base62:36", recipe));
  }
  KT_ASSIGN_OR_RETURN(const std::string value, Generate(recipe.substr(0, colon), count));
  if (!name.empty()) remembered_[name] = value;
  return value;
}

StatusOr<std::string> ExampleComposer::Compose(const std::string& text) {
  std::string composed;
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
    KT_ASSIGN_OR_RETURN(const std::string value, Value(directive));
    composed += value;
    at = close + 2;
  }
  return composed.append(text, std::min(at, text.size()));
}

}  // namespace keytrail::match
