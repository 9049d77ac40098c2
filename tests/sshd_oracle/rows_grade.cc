// Gate 13: what whoever is let in gets.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

constexpr char kForced[] = "command=\"echo forced-output\"";

std::vector<Row> LineGradeRows() {
  const auto with = [](const std::string& name, const std::string& options,
                       const Expected& expected = {}) {
    return Row{.name = name, .changes = {KeyFile(options + " {key}\n")}, .expected = expected};
  };
  return {
      with("NoPtyStillRunsCommands", "no-pty"),
      with("RestrictStillRunsCommands", "restrict"),
      with("CommandOfTheLineIsAllThereIs", kForced, Allowed(Grade::kCommand)),
      with("CommandBesideRestrictIsAllThereIs", std::string("restrict,") + kForced,
           Allowed(Grade::kCommand)),
      with("CommandOfInternalSftpGivesSftp", "command=\"internal-sftp\"", Allowed(Grade::kSftp)),
      with("CommandOfSftpServerGivesSftp", "command=\"/usr/lib/openssh/sftp-server\"",
           Allowed(Grade::kSftp)),
  };
}

std::vector<Change> Together(std::vector<Change> changes, const Change& further) {
  changes.push_back(further);
  return changes;
}

Row Nologin(const std::string& name, const Expected& expected, const std::vector<Change>& further) {
  Row row = {
      .name = name, .changes = AccountFiles({.shell = "/usr/sbin/nologin"}), .expected = expected};
  row.changes.insert(row.changes.end(), further.begin(), further.end());
  return row;
}

std::vector<Row> NologinRows() {
  const Expected forward = Allowed(Grade::kForward, "acct.nologin");
  const Expected nothing = Allowed(Grade::kNone, "acct.nologin");
  return {
      Nologin("CommandRunsThroughTheShellSoNologinLeavesForwarding", forward,
              {KeyFile(std::string(kForced) + " {key}\n")}),
      Nologin("NologinAndCommandAndRestrictLeaveNothing", nothing,
              {KeyFile(std::string("restrict,") + kForced + " {key}\n")}),
      Nologin("NologinAndNoPortForwardingLeaveNothing", nothing,
              {KeyFile("no-port-forwarding {key}\n")}),
      Nologin("RestrictThatGivesForwardingBackLeavesIt", forward,
              {KeyFile("restrict,port-forwarding {key}\n")}),
      Nologin("NologinAndDisableForwardingLeaveNothing", nothing,
              {Config("DisableForwarding yes\n")}),
      Nologin("NologinAndPermitOpenOfNothingLeaveNothing", nothing,
              {Config("PermitOpen none\nPermitListen none\n")}),
      Nologin("NologinAndLocalForwardingLeaveForwarding", forward,
              {Config("AllowTcpForwarding local\n")}),
      Nologin("ForceCommandRunsThroughTheShellToo", forward,
              {Config("ForceCommand echo forced-output\n")}),
      Nologin("LaterBlockMayTakeForwardingAway", nothing,
              {Config("Match Group ops\nAllowTcpForwarding no\n")}),
  };
}

std::vector<Row> ServerGradeRows() {
  const auto with = [](const std::string& name, const std::string& text, const Expected& expected,
                       const std::vector<Change>& further = {}) {
    Row row = {.name = name, .changes = {Config(text)}, .expected = expected};
    row.changes.insert(row.changes.end(), further.begin(), further.end());
    return row;
  };
  const Expected sftp = Allowed(Grade::kSftp);
  const Expected command = Allowed(Grade::kCommand);
  return {
      with("ForceCommandIsAllThereIs", "ForceCommand echo forced-output\n", command),
      with("ForceCommandOfInternalSftpGivesSftp", "ForceCommand internal-sftp\n", sftp),
      with("ForceCommandOfInternalSftpTakesOptions", "ForceCommand internal-sftp -u 0022 -l INFO\n",
           sftp),
      with("ForceCommandWinsOverTheLinesCommand", "ForceCommand internal-sftp\n", sftp,
           {KeyFile(std::string(kForced) + " {key}\n")}),
      with("LinesInternalSftpDoesNotWinOverForceCommand", "ForceCommand echo forced-output\n",
           command, {KeyFile("command=\"internal-sftp\" {key}\n")}),
      with("ForceCommandNoneForcesNothing", "ForceCommand none\n", Allowed()),
      with("PermitTtyNoStillRunsCommands", "PermitTTY no\n", Allowed()),
      with("ForceCommandOfOneGroupIsForItsMembers",
           "Match Group ops\nForceCommand echo forced-output\n", command),
      with("ChrootNoneIsNoChroot", "ChrootDirectory none\n", Allowed()),
  };
}

// What is in the new root is not stated by a disk's facts, so the verdict is conditional; the real
// sshd gives what the conditions allow.
std::vector<Row> ChrootRows() {
  const auto with = [](const std::string& name, const std::string& text, Grade at_best,
                       const Seen& seen, const std::vector<Change>& further = {}) {
    Row row = {.name = name,
               .changes = {File(kConfigPath, text)},
               .expected = Conditional(at_best, "sshd.chroot"),
               .seen = {seen}};
    row.changes.insert(row.changes.end(), further.begin(), further.end());
    return row;
  };
  const std::string internal = "Subsystem sftp internal-sftp\n";
  const std::string external = kSftpSubsystem;
  const Seen sftp = {Verdict::kAllowed, Grade::kSftp};
  const Seen nothing = {Verdict::kAllowed, Grade::kNone};
  return {
      with("ChrootWithoutShellButInternalSftpGivesSftp", internal + "ChrootDirectory /srv/jail\n",
           Grade::kSftp, sftp, {Directory("/srv/jail")}),
      with("ChrootWithoutShellInItLeavesForwarding", external + "ChrootDirectory /srv/jail\n",
           Grade::kShell, {Verdict::kAllowed, Grade::kForward}, {Directory("/srv/jail")}),
      with("ChrootOfTheUsersOwnGivesNothing", external + "ChrootDirectory /srv/jail\n",
           Grade::kShell, nothing, {Directory("/srv/jail", 0755, kUser)}),
      with("ChrootThatIsMissingGivesNothing", external + "ChrootDirectory /srv/nowhere\n",
           Grade::kShell, nothing),
      with("ChrootWithTokensIsPerAccount",
           external + "ChrootDirectory /srv/%u\nForceCommand internal-sftp\n", Grade::kSftp, sftp,
           {Directory("/srv/u")}),
      with("MissingShellIsNotAskedForInsideChroot", internal + "ChrootDirectory /srv/jail\n",
           Grade::kSftp, sftp,
           Together(AccountFiles({.shell = "/bin/zsh"}), Directory("/srv/jail"))),
  };
}

}  // namespace

std::vector<Row> GradeRows() {
  return Together({LineGradeRows(), NologinRows(), ServerGradeRows(), ChrootRows()});
}

}  // namespace keytrail::sshd_oracle
