#include "graph/access/grade.h"

#include <algorithm>

#include "graph/access/shells.h"

namespace keytrail::access {
namespace {

constexpr std::string_view kInternalSftp = "internal_sftp";

bool ForwardsPorts(const GateContext& at, const KeyLimits& limits) {
  const bool nowhere_to_go =
      at.config.Word("permitopen") == "none" && at.config.Word("permitlisten") == "none";
  return limits.forwarding_allowed && !nowhere_to_go &&
         !at.config.IsFlagSet("disableforwarding", false) &&
         at.config.Choice("allowtcpforwarding", "yes") != "no";
}

// Without PAM sshd itself ends the sessions of everybody but root where this file is; forwarding
// goes on. Measured with OpenSSH 9.2.
bool EndsSessions(const GateContext& at) {
  return at.account.passwd->uid != 0 && !at.config.IsFlagSet("usepam", false) &&
         at.view.Exists("/etc/nologin") == Tri::kYes;
}

// The program behind the subsystem "sftp", or empty.
std::string SftpSubsystem(const GateContext& at) {
  const std::vector<std::string> words = at.config.Words("subsystem");
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "sftp") return words[i + 1];
  }
  return {};
}

bool HasInternalSftp(const GateContext& at) {
  const std::string program = SftpSubsystem(at);
  return program == "internal-sftp" || program == kInternalSftp;
}

// sshd demands that all directories down to the root of the login belong to root, and that nobody
// else can write there. Only the home itself is looked at here.
void JudgeChroot(const GateContext& at, const std::string& directory, Ruling& ruling) {
  std::string path = directory;
  for (const auto& [token, value] :
       {std::pair<std::string_view, std::string>{"%h", at.account.passwd->home},
        {"%u", at.account.passwd->name},
        {"%U", std::to_string(at.account.passwd->uid)}}) {
    for (std::size_t found = path.find(token); found != std::string::npos;
         found = path.find(token, found + value.size())) {
      path.replace(found, token.size(), value);
    }
  }
  const auto state = at.view.StateOf(path);
  if (!state) {
    return ruling.Require("sshd.chroot", path + " is owned by root and writable by nobody else");
  }
  const auto is_roots = [](const Permissions& permissions) {
    return permissions.uid == 0 && (permissions.mode & 022) == 0;
  };
  if (is_roots(state->permissions) && std::ranges::all_of(state->directories, is_roots)) return;
  ruling.Remark("sshd.chroot");
  ruling.Lower(Grade::kNone);
}

// What is left where nothing can be run.
void GradeWithoutSession(const GateContext& at, const KeyLimits& limits, Ruling& ruling) {
  const bool sftp = HasInternalSftp(at) && limits.command.empty();
  if (sftp) return ruling.Lower(Grade::kSftp);
  ruling.Lower(ForwardsPorts(at, limits) ? Grade::kForward : Grade::kNone);
}

}  // namespace

KeyLimits LimitsOf(const AuthorizedLineFact& line) {
  KeyLimits limits;
  for (const AuthorizedOption& option : line.options) {
    if (option.name == "command") limits.command = option.value.empty() ? "other" : option.value;
    if (option.name == "restrict" || option.name == "no-port-forwarding") {
      limits.forwarding_allowed = false;
    }
    if (option.name == "port-forwarding") limits.forwarding_allowed = true;
  }
  return limits;
}

bool IsBanner(const AuthorizedLineFact& line) {
  const KeyLimits limits = LimitsOf(line);
  return limits.command == "cloud_init_banner" && !limits.forwarding_allowed;
}

void GradeLogin(const GateContext& at, const KeyLimits& limits, Ruling& ruling) {
  if (ruling.grade() == Grade::kNone) return;
  std::string command = at.config.Word("forcecommand");
  if (command.empty() || command == "none") command = limits.command;
  if (at.config.IsWithheld("forcecommand")) command = "other";
  const std::string chroot = at.config.Word("chrootdirectory");
  const bool is_chrooted = !chroot.empty() && chroot != "none";
  if (is_chrooted) JudgeChroot(at, chroot, ruling);
  if (EndsSessions(at)) {
    ruling.Remark("sshd.nologin");
    return ruling.Lower(ForwardsPorts(at, limits) ? Grade::kForward : Grade::kNone);
  }
  if (command == kInternalSftp) return ruling.Lower(Grade::kSftp);

  const ShellClass shell = ShellClassOf(ShellOf(at.account));
  if (shell == ShellClass::kNone) {
    ruling.Remark("acct.nologin");
    KeyLimits left = limits;
    left.command = command;
    return GradeWithoutSession(at, left, ruling);
  }
  if (is_chrooted) {
    if (HasInternalSftp(at) && command.empty()) return ruling.Lower(Grade::kSftp);
    ruling.Require("sshd.chroot", "the shell exists below " + chroot);
  }
  if (command == "sftp_server") return ruling.Lower(Grade::kSftp);
  if (!command.empty()) {
    ruling.Remark(command == "other" ? "line.command" : "line.command.known");
    return ruling.Lower(Grade::kCommand);
  }
  if (shell == ShellClass::kSftpOnly) ruling.Lower(Grade::kSftp);
  if (shell == ShellClass::kCommand) ruling.Lower(Grade::kCommand);
}

}  // namespace keytrail::access
