// Gate 11: root, under whatever name.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

constexpr char kForced[] = "command=\"echo forced-output\" ";

Row ForRoot(const std::string& name, const std::string& config, const std::string& options,
            const Expected& expected) {
  return {.name = name,
          .changes = {Config(config), Directory("/root/.ssh", 0700),
                      File("/root/.ssh/authorized_keys", options + "{key}\n", 0600)},
          .expected = expected,
          .account = "root"};
}

}  // namespace

std::vector<Row> RootRows() {
  const Expected refused = Blocked("sshd.root");
  const Expected command = Allowed(Grade::kCommand);
  Row alias = ForRoot("SecondNameOfRootIsRoot", "PermitRootLogin no\n", "", refused);
  alias.changes.push_back(File("/etc/passwd",
                               "root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/root:/bin/bash\n"
                               "sshd:x:100:65534::/:/bin/false\n"));
  alias.account = "toor";
  Row by_address = ForRoot("MatchAddressDecidesAboutRoot",
                           "PermitRootLogin yes\nMatch Address 127.0.0.2\nPermitRootLogin no\n", "",
                           Conditional(Grade::kShell, "sshd.root"));
  by_address.seen = {OpensFrom("127.0.0.1"), ShutFrom("127.0.0.2")};
  return {
      by_address,
      ForRoot("RootLoginByKeyIsTheDefault", "", "", Allowed()),
      ForRoot("RootLoginYesLetsRootIn", "PermitRootLogin yes\n", "", Allowed()),
      ForRoot("RootLoginYesWithCommandGivesTheCommand", "PermitRootLogin yes\n", kForced, command),
      ForRoot("RootLoginProhibitPasswordLetsKeysIn", "PermitRootLogin prohibit-password\n", "",
              Allowed()),
      ForRoot("RootLoginProhibitPasswordWithCommandGivesTheCommand",
              "PermitRootLogin prohibit-password\n", kForced, command),
      ForRoot("RootLoginWithoutPasswordIsTheOldNameOfTheSame", "PermitRootLogin without-password\n",
              "", Allowed()),
      ForRoot("RootLoginForcedCommandsOnlyRefusesPlainKey",
              "PermitRootLogin forced-commands-only\n", "", refused),
      ForRoot("RootLoginForcedCommandsOnlyTakesKeyWithCommand",
              "PermitRootLogin forced-commands-only\n", kForced, command),
      ForRoot("RootLoginForcedCommandsOnlyIsNotMetByForceCommand",
              "PermitRootLogin forced-commands-only\nForceCommand echo forced-output\n", "",
              refused),
      ForRoot("RootLoginNoRefuses", "PermitRootLogin no\n", "", refused),
      ForRoot("RootLoginNoRefusesKeyWithCommandToo", "PermitRootLogin no\n", kForced, refused),
      ForRoot("MatchUserRootOverridesTheGlobalNo",
              "PermitRootLogin no\nMatch User root\nPermitRootLogin yes\n", "", Allowed()),
      ForRoot("BannerOfCloudInitIsNoWayIn", "",
              "no-port-forwarding,no-agent-forwarding,no-X11-forwarding,command=\"echo 'Please "
              "login as the user \\\"u\\\" rather than the user \\\"root\\\".';echo;sleep 10;exit "
              "142\" ",
              Blocked("line.command.banner")),
      alias,
  };
}

}  // namespace keytrail::sshd_oracle
