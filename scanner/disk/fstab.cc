#include "scanner/disk/fstab.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace keytrail::disk {
namespace {

constexpr std::size_t kLinesMax = 4096;

std::string_view NextLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string_view NextField(std::string_view& line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
  line.remove_prefix(begin);
  const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(end);
  return field;
}

bool IsOctal(char c) { return c >= '0' && c <= '7'; }

// "\040" stands for a space, and so on.
std::string Unescape(std::string_view field) {
  std::string plain;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '\\' && i + 3 < field.size() && IsOctal(field[i + 1]) &&
        IsOctal(field[i + 2]) && IsOctal(field[i + 3])) {
      const int value = (field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 + (field[i + 3] - '0');
      plain.push_back(static_cast<char>(value & 0xFF));
      i += 3;
    } else {
      plain.push_back(field[i]);
    }
  }
  return plain;
}

std::string WithoutQuotes(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return std::string(text);
}

bool EqualWithoutCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// "UUID" and the like, in both of their spellings.
struct Tag {
  std::string_view prefix;
  std::string_view directory;
  std::string VolumeNames::*field;
  bool case_matters;
};
constexpr std::array kTags = {
    Tag{"UUID=", "/dev/disk/by-uuid/", &VolumeNames::uuid, false},
    Tag{"LABEL=", "/dev/disk/by-label/", &VolumeNames::label, true},
    Tag{"PARTUUID=", "/dev/disk/by-partuuid/", &VolumeNames::partition_uuid, false},
    Tag{"PARTLABEL=", "/dev/disk/by-partlabel/", &VolumeNames::partition_label, true},
};

bool TagNames(const Tag& tag, std::string_view value, const VolumeNames& volume) {
  const std::string& name = volume.*tag.field;
  if (name.empty()) return false;
  return tag.case_matters ? value == name : EqualWithoutCase(value, name);
}

// "/dev/mapper/vg-lv" for "/dev/vg/lv": the mapper doubles a dash within a name.
std::string MapperName(std::string_view device) {
  std::string_view rest = device.substr(std::min<std::size_t>(5, device.size()));
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return {};
  std::string name = "/dev/mapper/";
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '-') name.push_back('-');
    name.push_back(i == slash ? '-' : rest[i]);
  }
  return name;
}

unsigned ParseNumber(std::string_view text) {
  unsigned value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ptr == text.data() + text.size() && !text.empty() ? value : UINT32_MAX;
}

// "/dev/vdb3" is partition 3 of the second source.
bool DiskNames(std::string_view spec, const VolumeNames& volume) {
  if (!volume.disk.has_value()) return false;
  for (const std::string_view prefix : {"/dev/sd", "/dev/vd", "/dev/xvd", "/dev/hd"}) {
    if (!spec.starts_with(prefix) || spec.size() <= prefix.size()) continue;
    const char letter = spec[prefix.size()];
    const std::string_view number = spec.substr(prefix.size() + 1);
    return letter >= 'a' && letter <= 'z' &&
           static_cast<std::size_t>(letter - 'a') == *volume.disk &&
           (number.empty() ? 0 : ParseNumber(number)) == volume.partition;
  }
  constexpr std::string_view kNvme = "/dev/nvme";
  const std::size_t name_space = spec.find("n1");
  if (!spec.starts_with(kNvme) || name_space == std::string_view::npos) return false;
  const std::string_view controller = spec.substr(kNvme.size(), name_space - kNvme.size());
  std::string_view number = spec.substr(name_space + 2);
  if (number.starts_with('p')) number.remove_prefix(1);
  return ParseNumber(controller) == *volume.disk &&
         (number.empty() ? 0 : ParseNumber(number)) == volume.partition;
}

}  // namespace

std::vector<FstabLine> ParseFstab(std::string_view text) {
  std::vector<FstabLine> lines;
  while (!text.empty() && lines.size() < kLinesMax) {
    std::string_view line = NextLine(text);
    const std::string_view spec = NextField(line);
    std::string mount_point = Unescape(NextField(line));
    if (spec.empty() || spec.front() == '#' || !mount_point.starts_with('/')) continue;
    while (mount_point.size() > 1 && mount_point.back() == '/') mount_point.pop_back();
    lines.push_back({.spec = Unescape(spec), .mount_point = std::move(mount_point)});
  }
  return lines;
}

bool Names(std::string_view spec, const VolumeNames& volume) {
  for (const Tag& tag : kTags) {
    if (spec.starts_with(tag.prefix)) {
      return TagNames(tag, WithoutQuotes(spec.substr(tag.prefix.size())), volume);
    }
    if (spec.starts_with(tag.directory)) {
      return TagNames(tag, spec.substr(tag.directory.size()), volume);
    }
  }
  if (!volume.disk.has_value()) return spec == volume.device || spec == MapperName(volume.device);
  return DiskNames(spec, volume);
}

}  // namespace keytrail::disk
