#include "model/login_program.h"

#include <algorithm>

namespace keytrail {
namespace {

constexpr std::string_view kShells[] = {
    "ash",         "bash",          "bash-static", "busybox",   "csh",      "dash",
    "elvish",      "false",         "fish",        "git-shell", "gitolite", "halt",
    "ksh",         "ksh93",         "lksh",        "loksh",     "lshell",   "mksh",
    "mksh-static", "mysecureshell", "nologin",     "nu",        "oksh",     "pdksh",
    "posh",        "pwsh",          "rbash",       "rksh",      "rksh93",   "rssh",
    "rzsh",        "scponly",       "scponlyc",    "screen",    "sh",       "sh.distrib",
    "shutdown",    "static-sh",     "sush",        "sync",      "tcsh",     "tmux",
    "toybox",      "true",          "xonsh",       "yash",      "zsh",      "zsh5",
    "zsh-static"};

constexpr std::string_view kProgramDirectories[] = {"bin",      "sbin",          "usr/bin",
                                                    "usr/sbin", "usr/local/bin", "usr/local/sbin"};

constexpr std::string_view kSftpServerDirectories[] = {
    "usr/lib",       "usr/lib/misc",   "usr/lib/openssh",     "usr/lib/ssh",
    "usr/lib64/ssh", "usr/lib64/misc", "usr/libexec/openssh", "usr/libexec"};

template <std::size_t N>
bool Contains(const std::string_view (&words)[N], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

}  // namespace

bool IsShellName(std::string_view name) { return Contains(kShells, name); }

bool IsLoginProgramPlace(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view directory = path.substr(0, slash);
  const std::string_view name = path.substr(slash + 1);
  if (name == "sftp-server") return Contains(kSftpServerDirectories, directory);
  return (name == "sshd" || IsShellName(name)) && Contains(kProgramDirectories, directory);
}

}  // namespace keytrail
