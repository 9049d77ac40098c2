#include "scanner/facts/mounts.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/limits.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kFieldBytesMax = 4096;
constexpr std::size_t kOctalDigits = 3;

// The first field of `line`, cut off it.
std::string_view TakeField(std::string_view& line) {
  const std::size_t begin = std::min(line.find_first_not_of(kBlanks), line.size());
  line.remove_prefix(begin);
  const std::string_view field = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(field.size());
  return field;
}

bool IsOctal(std::string_view digits) {
  return digits.size() == kOctalDigits &&
         digits.find_first_not_of("01234567") == std::string_view::npos && digits[0] < '4';
}

// `field` with "\040" as the byte that it stands for.
std::string Unescape(std::string_view field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const std::string_view digits = field.substr(std::min(i + 1, field.size()), kOctalDigits);
    if (field[i] == '\\' && IsOctal(digits)) {
      text.push_back(
          static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0')));
      i += kOctalDigits;
    } else {
      text.push_back(field[i]);
    }
  }
  return text;
}

std::optional<MountFact> ReadMount(std::string_view line) {
  const std::string_view device = TakeField(line);
  const std::string mount_point = Unescape(TakeField(line));
  const std::string_view file_system = TakeField(line);
  if (!mount_point.starts_with('/') || mount_point.find('\0') != std::string::npos ||
      device.size() > kFieldBytesMax || file_system.size() > kFieldBytesMax) {
    return std::nullopt;
  }
  // A network file system's device may hold an account with its password.
  const bool device_is_plain = IsPlain(device, "/=-_.:+,") && device.size() <= kFieldBytesMax;
  return MountFact{
      .device = device_is_plain ? std::string(device) : std::string(),
      .mount_point = mount_point,
      .file_system = IsPlain(file_system, "-_.,") ? std::string(file_system) : std::string()};
}

}  // namespace

std::vector<FactPayload> ParseMounts(std::string_view text) {
  std::vector<FactPayload> mounts;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    const std::string_view line = Trim(*raw);
    if (line.empty() || line[0] == '#' || line.size() > kFieldBytesMax) continue;
    if (mounts.size() == limits::kFactsPerFileMax) break;
    if (auto mount = ReadMount(line)) mounts.emplace_back(*std::move(mount));
  }
  return mounts;
}

}  // namespace keytrail::facts
