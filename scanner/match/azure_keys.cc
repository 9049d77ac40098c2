#include "scanner/match/azure_keys.h"

#include <algorithm>
#include <optional>
#include <span>

#include "base/digest.h"
#include "base/secret_bytes.h"
#include "scanner/match/placeholder.h"

namespace keytrail::match {
namespace {

constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t kDevOpsTokenCharacters = 52;
// Where the checksum's bytes lie, lowest first.
constexpr std::array<std::size_t, 4> kChecksumPlaces = {22, 8, 7, 2};

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool IsBase64Character(char c) {
  return IsAlphanumeric(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

std::uint32_t SeedOf(DevOpsTokenKind kind) {
  return kind == DevOpsTokenKind::kPersonalAccessToken ? 0xE0B9692DU : 0x1019F92EU;
}

std::uint32_t ChecksumOf(const DevOpsTokenBytes& bytes, DevOpsTokenKind kind) {
  std::array<std::uint8_t, 28> summed{};
  std::size_t count = 0;
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    if (std::ranges::find(kChecksumPlaces, place) != kChecksumPlaces.end()) continue;
    summed[count++] = bytes[place];
  }
  return Crc32(std::as_bytes(std::span(summed))) ^ SeedOf(kind);
}

// Empty when a character is none of base32's.
std::optional<DevOpsTokenBytes> DecodeToken(std::string_view text) {
  DevOpsTokenBytes bytes{};
  std::uint32_t group = 0;
  int bits = 0;
  std::size_t count = 0;
  for (const char c : text) {
    const std::size_t value = kBase32.find(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
    if (value == std::string_view::npos) return std::nullopt;
    group = group << 5 | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits < 8 || count == bytes.size()) continue;
    bits -= 8;
    bytes[count++] = static_cast<std::uint8_t>(group >> bits & 0xFFU);
  }
  return bytes;
}

}  // namespace

bool IsBase64OfBytes(std::string_view text, std::size_t byte_count) {
  const SecretBytes decoded = PercentDecode(text);
  std::string_view body = decoded.text_view();
  while (body.ends_with('=')) body.remove_suffix(1);
  return body.size() == (byte_count * 8 + 5) / 6 && std::ranges::all_of(body, IsBase64Character);
}

bool IsAnnotatedKey(std::string_view text) {
  constexpr std::size_t kShortCharacters = 84;
  constexpr std::size_t kLongCharacters = 88;
  if (text.size() == kLongCharacters && !text.ends_with("==")) return false;
  if (text.size() != kShortCharacters && text.size() != kLongCharacters) return false;
  const std::string_view body = text.substr(0, kShortCharacters);
  const std::string_view mark = body.substr(52, 6);
  const char kind = mark[5];
  const bool is_marked = mark.starts_with("JQQJ9") && (kind == '9' || kind == 'D' || kind == 'H');
  const char month = body[59];
  return is_marked && month >= 'A' && month <= 'L' && std::ranges::all_of(body, IsAlphanumeric);
}

bool IsDevOpsToken(std::string_view text, DevOpsTokenKind kind) {
  if (text.size() != kDevOpsTokenCharacters) return false;
  std::optional<DevOpsTokenBytes> bytes = DecodeToken(text);
  if (!bytes) return false;
  const std::uint32_t sum = ChecksumOf(*bytes, kind);
  bool holds = true;
  for (std::size_t i = 0; i < kChecksumPlaces.size(); ++i) {
    holds = holds && (*bytes)[kChecksumPlaces[i]] == (sum >> (8 * i) & 0xFFU);
  }
  WipeBytes(std::as_writable_bytes(std::span(*bytes)));
  return holds;
}

std::string MakeDevOpsToken(DevOpsTokenBytes bytes, DevOpsTokenKind kind) {
  const std::uint32_t sum = ChecksumOf(bytes, kind);
  for (std::size_t i = 0; i < kChecksumPlaces.size(); ++i) {
    bytes[kChecksumPlaces[i]] = static_cast<std::uint8_t>(sum >> (8 * i) & 0xFFU);
  }
  std::string token;
  for (std::size_t bit = 0; token.size() < kDevOpsTokenCharacters; bit += 5) {
    std::uint32_t window = static_cast<std::uint32_t>(bytes[bit / 8]) << 8;
    if (bit / 8 + 1 < bytes.size()) window |= bytes[bit / 8 + 1];
    token.push_back(kBase32[window >> (11 - bit % 8) & 31U]);
  }
  return token;
}

}  // namespace keytrail::match
