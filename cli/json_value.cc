#include "cli/json_value.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"

namespace keytrail::cli {
namespace {

// The code point of the two- or three-byte sequence at `i` when it is a C1 control or steers the
// direction of text, else 0. The library itself escapes what is below 0x20.
std::uint32_t SteeringCodePoint(std::string_view line, std::size_t i) {
  const auto at = [&](std::size_t k) {
    return i + k < line.size() ? static_cast<unsigned char>(line[i + k]) : 0U;
  };
  if (at(0) == 0xC2 && at(1) >= 0x80 && at(1) < 0xA0) return at(1);
  if (at(0) != 0xE2) return 0;
  const std::uint32_t code_point = 0x2000U | ((at(1) & 0x3FU) << 6U) | (at(2) & 0x3FU);
  const bool steers = (code_point >= 0x202A && code_point <= 0x202E) ||
                      (code_point >= 0x2066 && code_point <= 0x2069);
  return steers ? code_point : 0;
}

}  // namespace

Json Text(std::string_view text) {
  return IsUtf8(text) ? std::string(text) : EscapeForDisplay(text);
}

Json TextOrNull(std::string_view text) { return text.empty() ? Json(nullptr) : Text(text); }

Json Time(Timestamp time) { return time.known() ? Json(FormatTimestamp(time)) : Json(nullptr); }

Json Mode(std::uint32_t mode) { return fmt::format("{:04o}", mode); }

void SetPath(Json& object, std::string_view path) {
  object["path"] = Text(path);
  if (!IsUtf8(path)) object["path_bytes"] = Base64Encode(AsBytes(path));
}

std::string Line(const Json& object) {
  const std::string dumped = object.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string line;
  line.reserve(dumped.size());
  for (std::size_t i = 0; i < dumped.size(); ++i) {
    if (dumped[i] == '\x7f') {
      line += "\\u007f";
    } else if (const std::uint32_t code_point = SteeringCodePoint(dumped, i); code_point != 0) {
      line += fmt::format("\\u{:04x}", code_point);
      i += code_point < 0x800 ? 1 : 2;
    } else {
      line += dumped[i];
    }
  }
  return line;
}

}  // namespace keytrail::cli
