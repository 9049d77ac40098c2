#include "scanner/facts/entry_facts.h"

#include <algorithm>
#include <string_view>

#include "model/login_program.h"
#include "scanner/facts/make_facts.h"
#include "scanner/facts/place.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kSshFolder = ".ssh";
constexpr std::string_view kHomes = "home";
// Of links below /home: that of "home/user/folder/link".
constexpr std::ptrdiff_t kSlashesBelowHomeMax = 3;

// Every link directly in one of these may stand for a home, a disk, or a directory of programs.
constexpr std::string_view kWayFolders[] = {"",     "data", "export", "home",      "mnt", "opt",
                                            "root", "srv",  "usr",    "usr/local", "var"};
constexpr std::string_view kConfigurationFolders[] = {"etc/pam.d", "etc/sudoers.d"};
constexpr std::string_view kConfigurationTrees[] = {"etc/ssh/", "usr/etc/ssh/"};
constexpr std::string_view kConfigurationFiles[] = {
    "etc/fstab",      "etc/group",     "etc/hostname",   "etc/hosts",         "etc/hosts.allow",
    "etc/hosts.deny", "etc/localtime", "etc/machine-id", "etc/nologin",       "etc/os-release",
    "etc/passwd",     "etc/shadow",    "etc/sudoers",    "usr/lib/os-release"};

constexpr std::string_view kServiceTrees[] = {"etc/systemd/system/",
                                              "lib/systemd/system/",
                                              "run/systemd/system/",
                                              "usr/lib/systemd/system/",
                                              "usr/local/lib/systemd/system/",
                                              "etc/init.d/",
                                              "etc/init/",
                                              "etc/rc",
                                              "etc/runlevels/"};

constexpr std::string_view kTellingFiles[] = {"etc/nologin", "run/nologin", "var/run/nologin"};
constexpr std::string_view kTellingDirectories[] = {
    "home", "root", "run/sshd", "usr/share/empty.sshd", "var/empty", "var/empty/sshd"};

template <std::size_t N>
bool Contains(const std::string_view (&words)[N], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

template <std::size_t N>
bool IsBelowAny(const std::string_view (&trees)[N], std::string_view path) {
  return std::ranges::any_of(trees, [&](std::string_view tree) { return path.starts_with(tree); });
}

std::string_view ParentOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool IsSshFolderOrBelow(std::string_view path) {
  return path.starts_with(".ssh/") || path.find("/.ssh/") != std::string_view::npos ||
         NameIn(path) == kSshFolder;
}

// A unit, script or drop-in of sshd, or what enables or masks one.
bool BelongsToService(std::string_view path) {
  return path.find("ssh") != std::string_view::npos && IsBelowAny(kServiceTrees, path);
}

bool LiesNearAHome(std::string_view path) {
  return path.starts_with("home/") && std::ranges::count(path, '/') <= kSlashesBelowHomeMax;
}

bool LinkDecides(std::string_view path) {
  const std::string_view parent = ParentOf(path);
  return Contains(kWayFolders, parent) || Contains(kConfigurationFolders, parent) ||
         Contains(kConfigurationFiles, path) || IsBelowAny(kConfigurationTrees, path) ||
         LiesNearAHome(path) || IsSshFolderOrBelow(path) || IsLoginProgramPlace(path) ||
         (parent == "etc/alternatives" && IsShellName(NameIn(path))) || BelongsToService(path);
}

bool FileDecides(std::string_view path) {
  return IsLoginProgramPlace(path) || Contains(kTellingFiles, path) ||
         IsBelowAny(kConfigurationTrees, path) || BelongsToService(path);
}

bool DirectoryDecides(std::string_view path) {
  return ParentOf(path) == kHomes || NameIn(path) == kSshFolder ||
         Contains(kTellingDirectories, path) || IsBelowAny(kConfigurationTrees, path);
}

// What is neither file, directory nor link, where sshd looks for a file.
bool DeviceDecides(std::string_view path) { return IsSshFolderOrBelow(path) || FileDecides(path); }

bool PresenceDecides(FileType type, std::string_view path) {
  switch (type) {
    case FileType::kSymlink: return false;
    case FileType::kRegular: return FileDecides(path);
    case FileType::kDirectory: return DirectoryDecides(path);
    case FileType::kFifo:
    case FileType::kSocket:
    case FileType::kCharDevice:
    case FileType::kBlockDevice:
    case FileType::kUnknown: return DeviceDecides(path);
  }
  return false;
}

}  // namespace

std::vector<Fact> FactsOfEntry(const FileEntry& entry) {
  std::string_view path = entry.path;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.empty()) return {};
  if (entry.type == FileType::kSymlink) {
    if (!LinkDecides(path)) return {};
    return MakeFacts({SymlinkFact{.target = entry.link_target}}, entry);
  }
  if (!PresenceDecides(entry.type, path)) return {};
  return PresenceOf(entry);
}

std::vector<Fact> PresenceOf(const FileEntry& entry) {
  return MakeFacts({PresenceFact{.type = entry.type, .size = entry.size}}, entry);
}

}  // namespace keytrail::facts
