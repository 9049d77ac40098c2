// Gates 0 to 2 and 4: whether there is an sshd, which configuration it has, what it revokes.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

constexpr char kDropIns[] = "Include /etc/ssh/sshd_config.d/*.conf\n";

Change DropIn(const std::string& name, const std::string& text) {
  return File("/etc/ssh/sshd_config.d/" + name, text);
}

std::vector<Row> IncludeRows() {
  return {
      {.name = "DropInIncludedFirstWinsOverTheMainFile",
       .changes = {Config(std::string(kDropIns) + "PubkeyAuthentication no\n"),
                   DropIn("50-cloud.conf", "PubkeyAuthentication yes\n")}},
      {.name = "DropInIncludedLastLosesToTheMainFile",
       .changes = {Config(std::string("PubkeyAuthentication no\n") + kDropIns),
                   DropIn("50-cloud.conf", "PubkeyAuthentication yes\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "DropInsAreReadInLexicalOrder",
       .changes = {Config(kDropIns), DropIn("20-b.conf", "PubkeyAuthentication yes\n"),
                   DropIn("10-a.conf", "PubkeyAuthentication no\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "DropInOfAnotherEndingIsNotRead",
       .changes = {Config(kDropIns), DropIn("10-a.conf.bak", "PubkeyAuthentication no\n")}},
      {.name = "DropInWithoutAnIncludeIsNotRead",
       .changes = {DropIn("10-a.conf", "PubkeyAuthentication no\n")}},
      {.name = "IncludeIsRelativeToTheServersFolder",
       .changes = {Config("Include extra.conf\n"),
                   File("/etc/ssh/extra.conf", "PubkeyAuthentication no\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "IncludeFollowsLinkInsideTheServersFolder",
       .changes = {Config("Include extra.conf\n"), Link("/etc/ssh/extra.conf", "more.conf"),
                   File("/etc/ssh/more.conf", "PubkeyAuthentication no\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "IncludeThatLeadsElsewhereIsNotKnown",
       .changes = {Config("Include extra.conf\n"), Link("/etc/ssh/extra.conf", "/srv/ssh.conf"),
                   File("/srv/ssh.conf", "PubkeyAuthentication no\n")},
       .expected = Unknown(""),
       .seen = {kStaysShut}},
      {.name = "IncludeThatLeadsElsewhereMayBeHarmless",
       .changes = {Config("Include extra.conf\n"), Link("/etc/ssh/extra.conf", "/srv/ssh.conf"),
                   File("/srv/ssh.conf", "X11Forwarding no\n")},
       .expected = Unknown(""),
       .seen = {kOpens}},
      {.name = "IncludeInsideMatchOfTheAccountHolds",
       .changes = {Config("Match User u\nInclude extra.conf\n"),
                   File("/etc/ssh/extra.conf", "PubkeyAuthentication no\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "IncludeInsideMatchOfAnotherAccountDoesNotHold",
       .changes = {Config("Match User v\nInclude extra.conf\n"),
                   File("/etc/ssh/extra.conf", "PubkeyAuthentication no\n")}},
      {.name = "MatchInIncludedFileEndsWithTheFile",
       .changes = {Config(std::string(kDropIns) + "PubkeyAuthentication no\n"),
                   DropIn("10-a.conf", "Match User v\nX11Forwarding no\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "IncludeOfNothingIsNoFault", .changes = {Config("Include nowhere/*.conf\n")}},
  };
}

std::vector<Row> RefusedRows() {
  const Expected off = Blocked("sshd.off");
  return {
      {.name = "UnknownKeywordMeansNoServer",
       .changes = {Config("PubkeyAuthentification yes\n")},
       .expected = off},
      {.name = "BadValueBehindGoodOneMeansNoServer",
       .changes = {Config("PubkeyAuthentication yes\nPubkeyAuthentication perhaps\n")},
       .expected = off},
      {.name = "GlobalKeywordInsideMatchMeansNoServer",
       .changes = {Config("Match User v\nUsePAM yes\n")},
       .expected = off},
      {.name = "HostBitsInMatchAddressMeanNoServer",
       .changes = {Config("Match Address 10.0.0.1/8\nX11Forwarding no\n")},
       .expected = off},
      {.name = "HostBitsInAllowUsersMeanNoServer",
       .changes = {Config("AllowUsers u@127.0.0.1/8\n")},
       .expected = off},
      {.name = "ByteOrderMarkMeansNoServer",
       .changes = {File(kConfigPath, std::string("\xEF\xBB\xBF") + kSftpSubsystem)},
       .expected = off},
      {.name = "MissingConfigurationMeansNoServer",
       .changes = {Removal(kConfigPath)},
       .expected = off},
      {.name = "DanglingLinkThatIncludeMatchesMeansNoServer",
       .changes = {Config(kDropIns), Link("/etc/ssh/sshd_config.d/10-a.conf", "/etc/ssh/nowhere")},
       .expected = off},
      {.name = "UnknownKeywordInDropInMeansNoServer",
       .changes = {Config(kDropIns), DropIn("10-a.conf", "Nonsense yes\n")},
       .expected = off},
      {.name = "TwoNamesBehindMatchUserMeanNoServer",
       .changes = {Config("Match User u v\nX11Forwarding no\n")},
       .expected = off},
      {.name = "OpenQuoteMeansNoServer",
       .changes = {Config("AuthorizedKeysFile \".ssh/authorized_keys\n")},
       .expected = off},
      {.name = "WordsBehindTheValueMeanNoServer",
       .changes = {Config("PubkeyAuthentication yes no\n")},
       .expected = off},
      {.name = "MissingServersAccountMeansNoServer",
       .changes = {File("/etc/passwd",
                        "root:x:0:0:root:/root:/bin/bash\nu:x:1000:1000::/home/u:/bin/bash\n")},
       .expected = off},
  };
}

std::vector<Row> ValueRows() {
  return {
      {.name = "FirstOfRepeatedKeywordWins",
       .changes = {Config("PubkeyAuthentication no\nPubkeyAuthentication yes\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "KeywordsIgnoreCaseAndTakeAnEqualsSign",
       .changes = {Config("pubkeyAUTHENTICATION=no\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "ValuesMayStandInQuotes",
       .changes = {Config("PubkeyAuthentication \"no\"\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "CommentBehindTheValueIsPassedOver",
       .changes = {Config("PubkeyAuthentication no # off\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "ConfigurationWithCarriageReturnsIsRead",
       .changes = {Config("PubkeyAuthentication no\r\n")},
       .expected = Blocked("sshd.pubkeyoff")},
      {.name = "OptionOnTheCommandLineWinsOverTheFile",
       .changes = {Config("PubkeyAuthentication yes\n"),
                   File("/etc/default/ssh", "SSHD_OPTS=\"-o PubkeyAuthentication=no\"\n")},
       .expected = Blocked("sshd.pubkeyoff"),
       .server_arguments = {"-o", "PubkeyAuthentication=no"}},
      {.name = "OtherConfigurationOfTheUnitIsTheOneThatCounts",
       .changes = {File("/etc/ssh/other_config", "PubkeyAuthentication no\n"),
                   File("/etc/systemd/system/ssh.service.d/override.conf",
                        "[Service]\nExecStart=\n"
                        "ExecStart=/usr/sbin/sshd -D -f /etc/ssh/other_config\n")},
       .expected = Blocked("sshd.pubkeyoff"),
       .server_arguments = {"-f", "/etc/ssh/other_config"}},
      {.name = "HostsDenyOfEverybodyShutsTheServer",
       .changes = {File("/etc/hosts.deny", "sshd: ALL\n")},
       .expected = Blocked("")},
      {.name = "HostsDenyOfAnotherServiceDoesNotConcernIt",
       .changes = {File("/etc/hosts.deny", "vsftpd: ALL\n")}},
      {.name = "HostsAllowOpensToOneAddress",
       .changes = {File("/etc/hosts.deny", "ALL: ALL\n"),
                   File("/etc/hosts.allow", "sshd: 127.0.0.2\n")},
       .expected = Conditional(Grade::kShell, ""),
       .seen = {OpensFrom("127.0.0.2"), ShutFrom("127.0.0.1")}},
  };
}

std::vector<Row> MethodRows() {
  return {
      {.name = "MethodPublickeyAloneIsEnough",
       .changes = {Config("AuthenticationMethods publickey\n")}},
      {.name = "KeyAndPasswordAreNotForTheKeyAlone",
       .changes = {Config("AuthenticationMethods publickey,password\n")},
       .expected = Conditional(Grade::kShell, "sshd.methods"),
       .seen = {kStaysShut}},
      {.name = "TwoKeysAreNotForOneKeyAlone",
       .changes = {Config("AuthenticationMethods publickey,publickey\n")},
       .expected = Conditional(Grade::kShell, "sshd.methods"),
       .seen = {kStaysShut}},
      {.name = "OneOfSeveralListsOfMethodsIsEnough",
       .changes = {Config("AuthenticationMethods publickey,password publickey\n")}},
      {.name = "PasswordAloneLeavesTheKeyOut",
       .changes = {Config("AuthenticationMethods password\n")},
       .expected = Blocked("sshd.methods")},
      {.name = "MethodAnyIsTheDefault", .changes = {Config("AuthenticationMethods any\n")}},
  };
}

std::vector<Row> RevokedRows() {
  const Expected revoked = Blocked("sshd.revoked");
  const Change list = Config("RevokedKeys /etc/ssh/revoked\n");
  const auto with = [&](const std::string& name, const std::string& text,
                        const Expected& expected) {
    return Row{
        .name = name, .changes = {list, File("/etc/ssh/revoked", text)}, .expected = expected};
  };
  return {
      with("TextListRevokesTheKey", "{key}\n", revoked),
      with("TextListOfAnotherKeyRevokesNothingElse", "{other}\n", Allowed()),
      with("EmptyTextListRevokesNothing", "", Allowed()),
      with("TextListWithFingerprintRevokesEverything", "{other}\nSHA256:notakey\n", revoked),
      with("TextListWithDamagedKeyRevokesEverything", "ssh-ed25519 AAAA\n", revoked),
      with("RevocationListOfTheKeyRevokesIt", "{krl_of_key}", revoked),
      with("RevocationListOfItsDigestRevokesIt", "{krl_of_digest}", revoked),
      {.name = "RevocationListOfSha1DigestsIsNotComparedWithSha256Ones",
       .changes = {list, File("/etc/ssh/revoked", "{krl_of_sha1}")},
       .expected = Unknown(""),
       .seen = {kStaysShut}},
      with("RevocationListOfAnotherKeyRevokesNothingElse", "{krl_of_other}", Allowed()),
      {.name = "MissingRevokedKeysFileRevokesEverything", .changes = {list}, .expected = revoked},
      {.name = "RevokedKeysNoneRevokesNothing", .changes = {Config("RevokedKeys none\n")}},
  };
}

}  // namespace

std::vector<Row> ConfigurationRows() {
  return Together({IncludeRows(), RefusedRows(), ValueRows(), MethodRows(), RevokedRows()});
}

}  // namespace keytrail::sshd_oracle
