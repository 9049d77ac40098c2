#include "graph/access/shells.h"

#include <algorithm>
#include <variant>

#include "model/login_program.h"

namespace keytrail::access {
namespace {

std::string_view NameIn(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

std::string ShellOf(const Account& account) {
  return account.passwd->shell.empty() ? "/bin/sh" : account.passwd->shell;
}

Tri IsRunnable(const MachineView& view, std::string_view shell) {
  if (!shell.starts_with('/')) return Tri::kNo;
  const auto found = view.At<PresenceFact>(shell);
  if (found.empty()) {
    const bool would_be_stated = IsLoginProgramPlace(view.Resolve(shell));
    return would_be_stated && view.WasLookedAt(shell) ? Tri::kNo : Tri::kUnknown;
  }
  const FactAt<PresenceFact>& at = *found.front();
  return TriOf(at.payload->type == FileType::kRegular && (at.fact->permissions.mode & 0111) != 0);
}

ShellClass ShellClassOf(std::string_view shell) {
  const std::string_view name = NameIn(shell);
  for (const std::string_view none : {"nologin", "false", "true", "sync", "halt", "shutdown"}) {
    if (name == none) return ShellClass::kNone;
  }
  if (name == "sftp-server" || name == "scponly" || name == "rssh" || name == "mysecureshell") {
    return ShellClass::kSftpOnly;
  }
  return name == "git-shell" || name == "gitlab-shell" ? ShellClass::kCommand
                                                       : ShellClass::kSession;
}

}  // namespace keytrail::access
