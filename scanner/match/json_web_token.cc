#include "scanner/match/json_web_token.h"

#include <algorithm>
#include <vector>

#include "base/digest.h"

namespace keytrail::match {
namespace {

constexpr std::size_t kPartBytesMax = 16 * 1024;

std::vector<std::string_view> PartsOf(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Empty when the part is no JSON object in base64url.
std::string ObjectIn(std::string_view part) {
  if (part.size() > kPartBytesMax) return {};
  std::string standard(part);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  const StatusOr<std::vector<std::byte>> bytes = Base64Decode(standard);
  if (!bytes.ok()) return {};
  const std::string_view json = AsText(*bytes);
  const bool is_object = json.starts_with('{') && json.ends_with('}');
  return is_object ? std::string(json) : std::string();
}

std::string_view SkipAny(std::string_view text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
  return text;
}

std::string StringMember(std::string_view json, std::string_view name) {
  const std::string key = '"' + std::string(name) + '"';
  const std::size_t at = json.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = SkipAny(json.substr(at + key.size()), " \t\r\n:[");
  if (!rest.starts_with('"')) return {};
  rest.remove_prefix(1);
  return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace

bool IsJsonWebToken(std::string_view text) {
  const std::vector<std::string_view> parts = PartsOf(text);
  if (parts.size() != 3 && parts.size() != 5) return false;
  const std::string algorithm = StringMember(ObjectIn(parts[0]), "alg");
  return !algorithm.empty() && algorithm != "none";
}

std::string JsonWebTokenClaim(std::string_view text, std::string_view name) {
  const std::vector<std::string_view> parts = PartsOf(text);
  return parts.size() == 3 ? StringMember(ObjectIn(parts[1]), name) : std::string();
}

}  // namespace keytrail::match
