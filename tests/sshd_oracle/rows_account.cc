// Gate 3: the account, where PAM is not asked.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

Row WithPassword(const std::string& name, const std::string& password,
                 const Expected& expected = {}) {
  return {.name = name, .changes = AccountFiles({.password = password}), .expected = expected};
}

Row WithAgeing(const std::string& name, const std::string& ageing, const Expected& expected = {}) {
  return {.name = name, .changes = AccountFiles({.ageing = ageing}), .expected = expected};
}

Row WithShell(const std::string& name, const std::string& shell, const Expected& expected,
              const std::vector<Change>& further = {}) {
  Row row = {.name = name, .changes = AccountFiles({.shell = shell}), .expected = expected};
  row.changes.insert(row.changes.end(), further.begin(), further.end());
  return row;
}

std::vector<Row> PasswordRows() {
  const Expected locked = Blocked("acct.locked.nopam");
  return {
      WithPassword("ExclamationMarkLocksTheAccountWithoutPam", "!", locked),
      WithPassword("TwoExclamationMarksLockTheAccountWithoutPam", "!!", locked),
      WithPassword("ExclamationMarkBeforeHashLocksTheAccountWithoutPam", "!$6$salt$hash", locked),
      WithPassword("StarDoesNotLockTheAccountWithoutPam", "*"),
      WithPassword("EmptyPasswordDoesNotLockTheAccountWithoutPam", ""),
      WithPassword("WordsOfOtherSystemsDoNotLockTheAccountWithoutPam", "*LK*"),
      {.name = "MissingShadowLineIsNoLockWithoutPam",
       .changes = {File("/etc/shadow", "root:*:19000:0:99999:7:::\n", 0640)}},
      {.name = "LockInThePasswordFileCountsWhereShadowHasNoLine",
       .changes = {File("/etc/shadow", "root:*:19000:0:99999:7:::\n", 0640),
                   File("/etc/passwd",
                        "root:x:0:0:root:/root:/bin/bash\nsshd:x:100:65534::/:/bin/false\n"
                        "u:!:1000:1000::/home/u:/bin/bash\n")},
       .expected = locked},
      WithAgeing("ExpiredAccountIsRefusedWithoutPam",
                 "19000:0:99999:7::10:", Blocked("acct.expired")),
      WithAgeing("ExpiryOnDayZeroIsExpiredWithoutPam",
                 "19000:0:99999:7::0:", Blocked("acct.expired")),
      WithAgeing("ExpiryInTheFutureIsNone", "19000:0:99999:7::99999:"),
      WithAgeing("ForcedPasswordChangeDoesNotConcernKeysWithoutPam", "0:0:99999:7:::"),
      WithAgeing("OldPasswordDoesNotConcernKeysWithoutPam", "10:0:5:7:::"),
  };
}

// The real sshd refuses what a disk does not decide.
Row Refused(Row row) {
  row.seen = {kStaysShut};
  return row;
}

std::vector<Row> ShellRows() {
  const Expected no_shell = Blocked("acct.noshell");
  return {
      WithShell("ShellNologinLeavesForwardingOnly", "/usr/sbin/nologin",
                Allowed(Grade::kForward, "acct.nologin")),
      WithShell("ShellFalseLeavesForwardingOnly", "/bin/false",
                Allowed(Grade::kForward, "acct.nologin")),
      WithShell("ShellNologinWithoutForwardingLeavesNothing", "/usr/sbin/nologin",
                Allowed(Grade::kNone, "acct.nologin"), {Config("AllowTcpForwarding no\n")}),
      WithShell("ShellNologinKeepsInternalSftp", "/usr/sbin/nologin", Allowed(Grade::kSftp),
                {File(kConfigPath, "Subsystem sftp internal-sftp\n")}),
      WithShell("ShellNologinKeepsForcedInternalSftp", "/usr/sbin/nologin", Allowed(Grade::kSftp),
                {Config("ForceCommand internal-sftp\n")}),
      WithShell("MissingShellIsRefused", "/bin/zsh", no_shell),
      // Of programs at unusual places a scan states only those that may run.
      Refused(WithShell("ShellWithoutExecuteBitAtAnUnusualPlaceIsRefusedAndUndecided", "/opt/shell",
                        Unknown("not_evaluated"), {File("/opt/shell", "#!/bin/sh\n", 0644)})),
      Refused(WithShell("DirectoryAsShellIsRefusedAndUndecided", "/opt", Unknown("not_evaluated"),
                        {Directory("/opt")})),
      WithShell("LinkToShellIsFollowed", "/opt/shell", Allowed(),
                {Link("/opt/shell", "/bin/bash")}),
      WithShell("DanglingLinkAsShellIsRefused", "/opt/shell", no_shell,
                {Link("/opt/shell", "/bin/zsh")}),
      WithShell("EmptyShellStandsForTheBourneShell", "", Allowed()),
  };
}

std::vector<Row> IdentityRows() {
  const std::string others = "root:x:0:0:root:/root:/bin/bash\nsshd:x:100:65534::/:/bin/false\n";
  return {
      {.name = "NameWithoutAccountOpensNothing",
       .changes = {Config("AuthorizedKeysFile /etc/keys/%u\n"), File("/etc/keys/ghost", "{key}\n")},
       .expected = Blocked(""),
       .account = "ghost"},
      {.name = "FirstLineOfANameCounts",
       .changes = {File("/etc/passwd", others + "u:x:1000:1000::/home/w:/bin/bash\n"
                                                "u:x:1000:1000::/home/u:/bin/bash\n")},
       .expected = Blocked("")},
      {.name = "SecondNameOfAUserIdOpensToo",
       .changes = {File("/etc/passwd", others + "u:x:1000:1000::/home/u:/bin/bash\n"
                                                "alias:x:1000:1000::/home/u:/bin/bash\n")},
       .account = "alias"},
      {.name = "MissingHomeDoesNotMatterWhereKeysLieElsewhere",
       .changes = {Config("AuthorizedKeysFile /etc/keys/%u\n"), File("/etc/keys/u", "{key}\n"),
                   Removal("/home/u")}},
  };
}

}  // namespace

std::vector<Row> AccountRows() { return Together({PasswordRows(), ShellRows(), IdentityRows()}); }

}  // namespace keytrail::sshd_oracle
