// The shells that accounts have: which one, whether it runs, whether it gives a session.
#pragma once

#include <string>
#include <string_view>

#include "graph/access/accounts.h"
#include "graph/access/machine_view.h"
#include "graph/access/tri.h"

namespace keytrail::access {

// As passwd(5) reads it: an empty field is /bin/sh.
std::string ShellOf(const Account& account);

// Whether sshd lets an account with this shell in: it is a regular file that somebody may execute.
Tri IsRunnable(const MachineView& view, std::string_view shell);

enum class ShellClass {
  kSession,   // runs commands
  kNone,      // ends at once: nologin, false
  kSftpOnly,  // runs the sftp server only
  kCommand    // runs one kind of command: git-shell
};
ShellClass ShellClassOf(std::string_view shell);

}  // namespace keytrail::access
