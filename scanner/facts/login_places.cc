#include "scanner/facts/login_places.h"

#include <algorithm>

namespace keytrail::facts {
namespace {

constexpr std::string_view kLogFolder = "var/log/";
constexpr std::string_view kLogNames[] = {"auth.log", "secure"};
constexpr std::string_view kCompressedSuffixes[] = {".gz", ".xz", ".zst", ".bz2", ".lz4"};
constexpr std::string_view kJournalFolders[] = {"var/log/journal/", "run/log/journal/"};
constexpr std::string_view kJournalSuffixes[] = {".journal", ".journal~"};

// "auth.log", "auth.log.1", "secure-20260101": the name, and what rotation adds to it.
bool IsLogName(std::string_view name, std::string_view log) {
  return name.starts_with(log) &&
         (name.size() == log.size() || name[log.size()] == '.' || name[log.size()] == '-');
}

bool IsLog(std::string_view path) {
  if (!path.starts_with(kLogFolder)) return false;
  const std::string_view name = path.substr(kLogFolder.size());
  return name.find('/') == std::string_view::npos &&
         std::ranges::any_of(kLogNames,
                             [name](std::string_view log) { return IsLogName(name, log); });
}

bool IsJournal(std::string_view path) {
  return std::ranges::any_of(
             kJournalFolders,
             [path](std::string_view folder) { return path.starts_with(folder); }) &&
         std::ranges::any_of(kJournalSuffixes,
                             [path](std::string_view suffix) { return path.ends_with(suffix); });
}

}  // namespace

LoginRecord LoginRecordAt(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (IsJournal(path)) return LoginRecord::kJournal;
  if (!IsLog(path)) return LoginRecord::kNone;
  const bool is_compressed = std::ranges::any_of(
      kCompressedSuffixes, [path](std::string_view suffix) { return path.ends_with(suffix); });
  return is_compressed ? LoginRecord::kCompressedLog : LoginRecord::kLog;
}

}  // namespace keytrail::facts
