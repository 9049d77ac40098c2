#include "model/login_program.h"

#include <gtest/gtest.h>

namespace keytrail {
namespace {

TEST(LoginProgram, IsAShellSshdOrSftpServerInADirectoryOfPrograms) {
  for (const char* path :
       {"/bin/sh", "bin/bash", "/usr/sbin/nologin", "/usr/local/bin/zsh", "/usr/bin/git-shell",
        "/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/lib/openssh/sftp-server",
        "/usr/libexec/sftp-server", "/bin/false"}) {
    EXPECT_TRUE(IsLoginProgramPlace(path)) << path;
  }
  for (const char* path :
       {"", "/", "sh", "/sh", "/bin/", "/bin/ls", "/srv/root/bin/sh", "/usr/share/bin/sh",
        "/usr/bin/sftp-server", "/bin/shx", "/bin//sh", "/usr/lib/openssh/sh"}) {
    EXPECT_FALSE(IsLoginProgramPlace(path)) << path;
  }
}

TEST(LoginProgram, KnowsShellsByTheirName) {
  for (const char* name : {"sh", "bash", "nologin", "rbash", "zsh5", "git-shell"}) {
    EXPECT_TRUE(IsShellName(name)) << name;
  }
  for (const char* name : {"", "ls", "sshd", "Bash", "sh "}) EXPECT_FALSE(IsShellName(name));
}

}  // namespace
}  // namespace keytrail
