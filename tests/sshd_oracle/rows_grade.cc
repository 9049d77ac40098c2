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
  const Change internal = File(kConfigPath,
                               "Subsystem sftp internal-sftp\n"
                               "ChrootDirectory /srv/jail\n");
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
      {.name = "ChrootWithInternalSftpGivesSftp",
       .changes = {internal, Directory("/srv/jail")},
       .expected = sftp},
      with("ChrootWithoutShellInItLeavesForwarding", "ChrootDirectory /srv/jail\n",
           Allowed(Grade::kForward), {Directory("/srv/jail")}),
      with("ChrootOfTheUsersOwnLetsNobodyIn", "ChrootDirectory /srv/jail\n", Allowed(Grade::kNone),
           {Directory("/srv/jail", 0755, kUser)}),
      with("ChrootThatIsMissingLetsNobodyIn", "ChrootDirectory /srv/nowhere\n",
           Allowed(Grade::kNone)),
      with("ChrootWithTokensIsPerAccount", "ChrootDirectory /srv/%u\nForceCommand internal-sftp\n",
           sftp, {Directory("/srv/u")}),
      with("ChrootNoneIsNoChroot", "ChrootDirectory none\n", Allowed()),
  };
}

}  // namespace

std::vector<Row> GradeRows() {
  return Together({LineGradeRows(), NologinRows(), ServerGradeRows()});
}

}  // namespace keytrail::sshd_oracle
