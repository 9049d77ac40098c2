#include "scanner/facts/key_lines.h"

#include <algorithm>

#include "base/limits.h"
#include "scanner/facts/authorized_keys.h"
#include "scanner/facts/place.h"

namespace keytrail::facts {
namespace {

// A type, a blank and the smallest key.
constexpr std::uint64_t kFileBytesMin = 64;
constexpr std::size_t kTypeBytesMax = 64;
constexpr std::string_view kBlanks = " \t";
// Every blob begins with the length of a short name, whose upper bytes are zero.
constexpr std::string_view kBlobStart = "AAAA";

constexpr std::string_view kTypeBegins[] = {"ssh-", "ecdsa-sha2-", "sk-", "webauthn-sk-"};
constexpr std::string_view kTypeEnd = "@openssh.com";

// What packages install, what the kernel shows, and disks of other machines inside this one.
constexpr std::string_view kForeignTrees[] = {"usr/share/",
                                              "usr/lib/",
                                              "usr/lib64/",
                                              "usr/src/",
                                              "usr/include/",
                                              "proc/",
                                              "sys/",
                                              "snap/",
                                              "var/lib/dpkg/",
                                              "var/lib/docker/",
                                              "var/lib/containerd/",
                                              "var/lib/containers/",
                                              "var/lib/flatpak/"};
constexpr std::string_view kConfigurationTree = "etc/ssh/";
constexpr std::string_view kHostKeyBegin = "ssh_host_";

// Whether a parser of its own reads the file.
bool IsKnownByItsPath(std::string_view path) {
  const std::string_view name = NameIn(path);
  if (path.ends_with(".ssh/authorized_keys") || path.ends_with(".ssh/authorized_keys2") ||
      name.starts_with("known_hosts") || name.starts_with("ssh_known_hosts")) {
    return true;
  }
  return path.starts_with(kConfigurationTree) ? name.starts_with(kHostKeyBegin)
                                              : name.ends_with(".pub");
}

bool IsKeyType(std::string_view word) {
  return word.ends_with(kTypeEnd) || std::ranges::any_of(kTypeBegins, [&](std::string_view begin) {
           return word.starts_with(begin);
         });
}

// The word before `end`, over the blanks that end there; empty when there is no blank.
std::string_view WordBefore(std::string_view text, std::size_t end) {
  const std::size_t window = end > kTypeBytesMax * 2 ? end - kTypeBytesMax * 2 : 0;
  const std::string_view before = text.substr(window, end - window);
  const std::size_t last = before.find_last_not_of(kBlanks);
  if (last == std::string_view::npos || last + 1 == before.size()) return {};
  const std::string_view word = before.substr(0, last + 1);
  return word.substr(word.find_last_of(" \t\r\n") + 1);
}

}  // namespace

bool MayHoldKeyLines(std::string_view path, std::uint64_t file_bytes) {
  if (file_bytes < kFileBytesMin || file_bytes > limits::kKeyLinesFileBytesMax) return false;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (IsKnownByItsPath(path)) return false;
  return std::ranges::none_of(kForeignTrees,
                              [&](std::string_view tree) { return path.starts_with(tree); });
}

bool LooksLikeKeyLines(std::string_view text) {
  for (std::size_t at = text.find(kBlobStart); at != std::string_view::npos;
       at = text.find(kBlobStart, at + kBlobStart.size())) {
    if (IsKeyType(WordBefore(text, at))) return true;
  }
  return false;
}

std::vector<FactPayload> ParseKeyLines(std::string_view text) {
  std::vector<FactPayload> lines = ParseAuthorizedKeys(text);
  const bool sshd_takes_one = std::ranges::any_of(lines, [](const FactPayload& line) {
    const auto* authorized = std::get_if<AuthorizedLineFact>(&line);
    return authorized != nullptr && !authorized->options_malformed;
  });
  if (!sshd_takes_one) lines.clear();
  return lines;
}

}  // namespace keytrail::facts
