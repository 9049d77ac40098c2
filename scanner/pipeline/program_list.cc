#include "scanner/pipeline/program_list.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

namespace keytrail::pipeline {
namespace {

constexpr std::uint32_t kExecuteBits = 0111;

constexpr std::string_view kProgramFolders[] = {"bin", "sbin", "libexec"};
constexpr std::string_view kAddedSoftware[] = {"/opt/", "/usr/local/"};

std::string_view NameIn(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view ParentOf(std::string_view path) {
  return path.substr(0, std::min(path.rfind('/'), path.size()));
}

bool MayHoldAShell(std::string_view path) {
  const auto is_below = [&](std::string_view tree) { return path.starts_with(tree); };
  return std::ranges::any_of(kAddedSoftware, is_below) ||
         std::ranges::find(kProgramFolders, NameIn(ParentOf(path))) != std::end(kProgramFolders);
}

bool IsProgram(const FileEntry& entry) {
  return entry.type == FileType::kRegular && (entry.permissions.mode & kExecuteBits) != 0 &&
         MayHoldAShell(entry.path);
}

}  // namespace

void ProgramList::Add(const FileEntry& entry) {
  if (!IsProgram(entry)) return;
  const MutexLock lock(mutex_);
  if (programs_.size() >= options_.programs_max) return;
  if (entry.path.size() > options_.path_bytes_max - path_bytes_) return;
  if (programs_.insert(entry).second) path_bytes_ += entry.path.size();
}

void ProgramList::AddShellOf(const AccountFact& account) {
  const std::string_view name = NameIn(account.shell);
  if (name.empty()) return;
  const MutexLock lock(mutex_);
  if (shell_names_.size() < options_.shells_max) shell_names_.emplace(name);
}

std::optional<FileEntry> ProgramList::Take(const std::string& path) {
  const MutexLock lock(mutex_);
  const auto found = programs_.find(path);
  if (found == programs_.end()) return std::nullopt;
  path_bytes_ -= path.size();
  return std::move(programs_.extract(found).value());
}

std::vector<FileEntry> ProgramList::TakeShells() {
  const MutexLock lock(mutex_);
  std::vector<FileEntry> shells;
  for (const FileEntry& program : programs_) {
    if (shell_names_.contains(NameIn(program.path))) shells.push_back(program);
  }
  programs_.clear();
  path_bytes_ = 0;
  return shells;
}

}  // namespace keytrail::pipeline
