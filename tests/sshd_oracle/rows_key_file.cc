// Gates 5 and 6: where sshd looks for keys, and whether it believes what lies there.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

// The key lies at `path` alone, and `text` configures that place.
Row At(const std::string& name, const std::string& text, const std::string& path,
       const Expected& expected = {}) {
  return {.name = name,
          .changes = {NoKeyFile(), Config(text), File(path, "{key}\n")},
          .expected = expected};
}

std::vector<Row> PlaceRows() {
  const Expected elsewhere = Blocked("file.notconfigured");
  return {
      At("SecondDefaultFileIsRead", "", "/home/u/.ssh/authorized_keys2"),
      At("SecondDefaultFileIsNotReadWhereOneIsConfigured",
         "AuthorizedKeysFile .ssh/authorized_keys\n", "/home/u/.ssh/authorized_keys2", elsewhere),
      At("TokenOfTheNameIsPutIn", "AuthorizedKeysFile /etc/ssh/keys/%u\n", "/etc/ssh/keys/u"),
      At("TokenOfTheUserIdIsPutIn", "AuthorizedKeysFile /etc/ssh/keys/%U\n", "/etc/ssh/keys/1000"),
      At("TokenOfTheHomeIsPutIn", "AuthorizedKeysFile %h/.keys\n", "/home/u/.keys"),
      At("TokenOfPercentIsPutIn", "AuthorizedKeysFile /etc/ssh/k%%/%u\n", "/etc/ssh/k%/u"),
      At("Version92DoesNotExpandPatternOfFiles", "AuthorizedKeysFile /etc/ssh/keys/%u/*.pub\n",
         "/etc/ssh/keys/u/laptop.pub", elsewhere),
      At("Version92DoesNotExpandPatternOfFolders", "AuthorizedKeysFile /etc/ssh/*/%u\n",
         "/etc/ssh/keys/u", elsewhere),
      At("RelativePlaceIsBelowTheHome", "AuthorizedKeysFile .keys/all\n", "/home/u/.keys/all"),
      At("SecondOfSeveralPlacesIsRead", "AuthorizedKeysFile .keys/a .keys/b\n", "/home/u/.keys/b"),
      At("CommasDoNotSeparatePlaces", "AuthorizedKeysFile .keys/a,.keys/b\n", "/home/u/.keys/b",
         elsewhere),
      At("OtherPlaceLeavesTheDefaultOut", "AuthorizedKeysFile /etc/ssh/keys/%u\n",
         "/home/u/.ssh/authorized_keys", elsewhere),
      At("KeyOfAnotherAccountsFileIsNotRead", "AuthorizedKeysFile /etc/ssh/keys/%u\n",
         "/etc/ssh/keys/v", elsewhere),
      At("NoneMeansNoKeyFileAtAll", "AuthorizedKeysFile none\n", "/home/u/.ssh/authorized_keys",
         elsewhere),
      {.name = "TildeMeansTheHomeOfRoot",
       .changes = {NoKeyFile(), Config("AuthorizedKeysFile ~/.ssh/authorized_keys\n"),
                   Directory("/root", 0755), File("/root/.ssh/authorized_keys", "{key}\n")}},
      {.name = "TildeDoesNotMeanTheHomeOfTheAccount",
       .changes = {Config("AuthorizedKeysFile ~/.ssh/authorized_keys\n")},
       .expected = elsewhere},
      {.name = "MatchMayNameThePlaceOfOneAccount",
       .changes = {NoKeyFile(), File("/etc/ssh/keys/u", "{key}\n"),
                   Config("Match User u\nAuthorizedKeysFile /etc/ssh/keys/%u\n")}},
      {.name = "CommandMayListWhatTheFileDoesNot",
       .changes = {Permissions("/home/u/.ssh", 0777, kUser),
                   Config("AuthorizedKeysCommand /opt/list\nAuthorizedKeysCommandUser nobody\n"),
                   File("/opt/list", "#!/bin/sh\necho '{key}'\n", 0755)},
       .expected = Unknown("dynamic"),
       .seen = {kOpens}},
  };
}

std::vector<Row> StrictRows() {
  const Expected loose = Blocked("file.strictmodes");
  const auto with = [](const std::string& name, const std::vector<Change>& changes,
                       const Expected& expected = {}) {
    return Row{.name = name, .changes = changes, .expected = expected};
  };
  constexpr Owner kShared = {1000, 2000};   // "u", in a group that others could be in
  constexpr Owner kForeign = {1000, 2001};  // "u", in a group that "v" is in
  return {
      with("HomeWritableByEverybodyVoidsTheFile", {Permissions("/home/u", 0777, kUser)}, loose),
      with("KeyFolderWritableByEverybodyVoidsTheFile", {Permissions("/home/u/.ssh", 0777, kUser)},
           loose),
      with("FileWritableByEverybodyIsVoid",
           {Permissions("/home/u/.ssh/authorized_keys", 0666, kUser)}, loose),
      with("HomeWritableByItsUsersOwnGroupIsTolerated", {Permissions("/home/u", 0775, kUser)}),
      with("FileWritableByItsUsersOwnGroupIsTolerated",
           {Permissions("/home/u/.ssh/authorized_keys", 0664, kUser)}),
      with("HomeWritableByGroupWithOthersVoidsTheFile", {Permissions("/home/u", 0775, kForeign)},
           loose),
      with("HomeWritableByFurtherGroupOfTheUserAloneIsTolerated",
           {Permissions("/home/u", 0775, kShared)}),
      with("OwnGroupWithAnotherMemberIsNotTolerated",
           {Permissions("/home/u", 0775, kUser),
            File("/etc/group", "root:x:0:\nshadow:x:42:\nu:x:1000:v\nv:x:1001:\n")},
           loose),
      with("StrictModesNoBelievesEverything",
           {Config("StrictModes no\n"), Permissions("/home/u", 0777, kUser),
            Permissions("/home/u/.ssh/authorized_keys", 0666, kUser)}),
      with("HomeOfAnotherOwnerVoidsTheFile", {Permissions("/home/u", 0755, kStranger)}, loose),
      with("KeyFolderOfAnotherOwnerVoidsTheFile", {Permissions("/home/u/.ssh", 0755, kStranger)},
           loose),
      with("FileOfAnotherOwnerIsVoid",
           {Permissions("/home/u/.ssh/authorized_keys", 0644, kStranger)}, loose),
      with("FileOfRootThatTheUserReadsIsBelieved",
           {Permissions("/home/u/.ssh/authorized_keys", 0644, kRoot)}),
      with("FoldersAboveTheHomeAreNotLookedAt", {Permissions("/home", 0777, kRoot)}),
      with("FoldersAbovePlaceElsewhereAreLookedAtUpToTheRoot",
           {NoKeyFile(), Config("AuthorizedKeysFile /srv/keys/%u\n"),
            File("/srv/keys/u", "{key}\n"), Permissions("/srv", 0777, kRoot)},
           loose),
  };
}

std::vector<Row> ReadableRows() {
  const auto with = [](const std::string& name, const std::vector<Change>& changes,
                       const Expected& expected = {}) {
    return Row{.name = name, .changes = changes, .expected = expected};
  };
  const std::string file = "/home/u/.ssh/authorized_keys";
  return {
      with("FileOfRootThatTheUserCannotReadIsNotRead", {Permissions(file, 0600, kRoot)},
           Blocked("")),
      with("FolderOfRootThatTheUserCannotEnterHidesTheFile",
           {Permissions("/home/u/.ssh", 0700, kRoot)}, Blocked("")),
      with("HomeOfRootThatTheUserCannotEnterHidesTheFile", {Permissions("/home/u", 0700, kRoot)},
           Blocked("")),
      with("NamedPipeIsPassedOver", {NoKeyFile(), Fifo(file, 0600, kUser)}, Blocked("")),
      with("FolderInPlaceOfTheFileIsPassedOver", {NoKeyFile(), Directory(file, 0700, kUser)},
           Blocked("")),
      with("DanglingLinkIsPassedOver", {NoKeyFile(), Link(file, "/srv/nowhere", kUser)},
           Blocked("")),
      with("LinkedKeyFolderIsFollowed",
           {Removal("/home/u/.ssh"), Link("/home/u/.ssh", "/srv/keys", kUser),
            Directory("/srv/keys", 0700, kUser), File("/srv/keys/authorized_keys", "{key}\n")}),
      with("LinkedKeyFolderIsJudgedWhereItLies",
           {Removal("/home/u/.ssh"), Link("/home/u/.ssh", "/srv/keys", kUser),
            Directory("/srv/keys", 0777, kUser), File("/srv/keys/authorized_keys", "{key}\n")},
           Blocked("file.strictmodes")),
      with("LinkedFileIsFollowed",
           {NoKeyFile(), Link(file, "/srv/keys/u", kUser), File("/srv/keys/u", "{key}\n")}),
      with("LinkedHomeIsFollowed",
           {Removal("/home/u"), Link("/home/u", "/srv/u", kUser), Directory("/srv/u", 0755, kUser),
            Directory("/srv/u/.ssh", 0700, kUser),
            File("/srv/u/.ssh/authorized_keys", "{key}\n", 0600, kUser)}),
  };
}

std::string Utf16(const std::string& text) {
  std::string wide = "\xFF\xFE";
  for (const char c : text) wide += std::string({c, '\0'});
  return wide;
}

std::vector<Row> TextRows() {
  const auto with = [](const std::string& name, const std::string& text,
                       const Expected& expected = {}) {
    return Row{.name = name, .changes = {KeyFile(text)}, .expected = expected};
  };
  // A key of ed25519 is 80 characters of text; the line is that, a space and the comment.
  return {
      with("LineWithoutEndIsRead", "{key}"),
      with("CarriageReturnsAreTolerated", "{other}\r\n{key} name\r\n{other}\r\n"),
      with("CarriageReturnRightBehindTheKeyIsTolerated", "{key}\r\n"),
      with("SpacesInFrontAreSkipped", " \t {key} name\n"),
      with("SeveralSpacesBetweenTypeAndKey", "no-pty   {key}\n"),
      with("LineOfAComment", "# {key}\n", Blocked("")),
      with("KeysBehindDamagedLinesAreRead", "nonsense\nssh-rsa AAAA!!!\n\n{key}\n"),
      with("LineOfALongCommentIsRead", "{key} " + std::string(7000, 'c') + "\n"),
      with("LineAbove8KilobytesIsRead", "{key} " + std::string(9000, 'c') + "\n"),
      with("KeyBehindLineAbove8KilobytesIsRead", "{other} " + std::string(9000, 'c') + "\n{key}\n"),
      with("ByteOrderMarkVoidsTheFirstLine", "\xEF\xBB\xBF{key}\n", Blocked("")),
      with("ByteOrderMarkVoidsNoOtherLine", "\xEF\xBB\xBF{other}\n{key}\n"),
      with("NulByteEndsItsLine", std::string("{other} a\0b\n", 12) + "{key}\n"),
      {.name = "WideTextIsNoKeyFile",
       .changes = {KeyFile(Utf16("{key}\n"))},
       .expected = Blocked("")},
  };
}

}  // namespace

std::vector<Row> KeyFileRows() {
  return Together({PlaceRows(), StrictRows(), ReadableRows(), TextRows()});
}

}  // namespace keytrail::sshd_oracle
