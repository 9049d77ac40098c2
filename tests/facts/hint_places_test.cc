// Where hints of who reaches whom are looked for.
#include <gtest/gtest.h>

#include "scanner/facts/facts.h"

namespace keytrail::facts {
namespace {

TEST(HintPlaces, AreThoseOfAccountsAndOfTheMachine) {
  for (const char* path :
       {"/home/u/.ssh/known_hosts", "/root/.ssh/known_hosts.old", "/root/.ssh/known_hosts2",
        "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2", "/home/u/.ssh/config",
        "/home/u/.ssh/config.d/work", "/etc/ssh/ssh_config", "/etc/ssh/ssh_config.d/50.conf",
        "/root/.bash_history", "/home/u/.zsh_history", "/root/.ash_history", "/root/.sh_history",
        "/root/.history", "/home/u/.local/share/fish/fish_history",
        "/Users/u/AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/"
        "ConsoleHost_history.txt"}) {
    EXPECT_TRUE(WantsFile(path, 1000)) << path;
  }
  for (const char* path :
       {"/home/u/known_hosts", "/srv/etc/ssh/ssh_known_hosts", "/home/u/x.ssh/known_hosts",
        "/home/u/.ssh/config.d/deep/work", "/home/u/.ssh/config.bak", "/etc/ssh/ssh_config.d/a/b",
        "/home/u/bash_history", "/home/u/x.history"}) {
    EXPECT_FALSE(WantsFile(path, 1000)) << path;
  }
}

}  // namespace
}  // namespace keytrail::facts
