#include "cli/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cli/text_table.h"

namespace keytrail::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kFingerprint[] = "SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

Finding KeyFinding() {
  Finding finding;
  finding.id = "f1";
  finding.rule_id = "private-key.pem";
  finding.secret_type = "ssh-private-key";
  finding.family = SecretFamily::kKey;
  finding.confidence = Confidence::kHigh;
  finding.severity = Severity::kHigh;
  finding.machine_id = "web";
  finding.path = "/home/deploy/.ssh/id_ed25519";
  finding.line = 1;
  finding.preview = "-----BEGIN OPENSSH PRIVATE KEY-----…****";
  finding.attributes = {{"key_type", std::string("ssh-ed25519")},
                        {"encrypted", false},
                        {"public_key_fingerprint", std::string(kFingerprint)}};
  return finding;
}

Finding UrlFinding() {
  Finding finding;
  finding.secret_type = "postgresql-url";
  finding.severity = Severity::kCritical;
  finding.confidence = Confidence::kHigh;
  finding.machine_id = "db";
  finding.path = "/srv/app/.env";
  finding.line = 12;
  finding.preview = "postgresql://app:****@db.internal";
  finding.target = {.kind = "database", .name = "db.internal:5432/app", .cloud = ""};
  return finding;
}

AttackPath SshPath() {
  const Node web{.kind = NodeKind::kMachine, .id = "web", .name = "web"};
  const Node key{.kind = NodeKind::kKey, .id = kFingerprint, .name = kFingerprint};
  const Node deploy{.kind = NodeKind::kAccount, .id = "db/deploy", .name = "deploy"};
  AttackPath path;
  path.id = "3f2a";
  path.name = "Machine has an insecure SSH private key";
  path.conditions = {"sshd's configuration on db is not evaluated",
                     "network reachability is not evaluated"};
  path.entry = web;
  path.target = deploy;
  path.steps = {{.from = web,
                 .edge = "contains",
                 .to = key,
                 .evidence = {"0123456789abcdef"},
                 .technique = "T1552.004",
                 .reason = "The private key lies in /home/deploy/.ssh/id_ed25519."},
                {.from = key,
                 .edge = "can authenticate as",
                 .to = deploy,
                 .evidence = {"aaaa", "bbbb"},
                 .technique = "T1021.004",
                 .reason = "Line 1 of /home/deploy/.ssh/authorized_keys lists it."}};
  return path;
}

KeyView SharedKey() {
  KeyView key;
  key.public_key_fingerprint = kFingerprint;
  key.key_type = "ssh-ed25519";
  key.bits = 256;
  key.holders = {{.machine_id = "web", .path = "/home/deploy/.ssh/id_ed25519", .finding_id = "f"}};
  KeyAccess access;
  access.door.machine_id = "db";
  access.door.user = "deploy";
  access.door.reasons = {"not_evaluated"};
  access.door.not_evaluated = {"sshd.config", "account.shell"};
  access.door.authorized_keys_path = "/home/deploy/.ssh/authorized_keys";
  access.door.authorized_keys_line = 1;
  key.accounts = {access};
  return key;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

TEST(FindingsTable, ShowsTheMostSevereFirstWithPlaceAndWhatItOpens) {
  const std::vector<Finding> findings = {KeyFinding(), UrlFinding()};
  const std::vector<std::string> lines = LinesOf(FindingsTable(findings, {}));
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[1], StartsWith("critical  high        db "));
  EXPECT_THAT(lines[1], HasSubstr("database db.internal:5432/app"));
  EXPECT_THAT(lines[1], EndsWith("/srv/app/.env:12"));
  EXPECT_THAT(lines[2], HasSubstr("ssh-ed25519 SHA256:0123456789ab…  "));
  EXPECT_EQ(lines[4], "2 secrets on 2 machines: 1 critical, 1 high.");
}

TEST(FindingsTable, SaysThatNothingWasFound) {
  EXPECT_EQ(FindingsTable({}, {}), "No secrets found in what was read.\n");
}

TEST(FindingsTable, NeverLetsANameSteerTheTerminal) {
  Finding finding = UrlFinding();
  finding.machine_id = "db\x1b[2J";
  finding.path = "/srv/\x1b]0;title\x07/\xff\xe2\x80\xae.env";
  finding.preview =
      "\x9b"
      "31m";
  const std::string text = FindingsTable(std::vector{finding}, {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("/srv/\\x1b]0;title\\x07/\\xff"));
}

TEST(FindingsTable, CutsInnerColumnsButNeverThePlaceOnANarrowTerminal) {
  const std::vector<Finding> findings = {KeyFinding(), UrlFinding()};
  const std::string wide = FindingsTable(findings, {});
  const std::string narrow = FindingsTable(findings, {.colour = false, .width_columns = 80});
  EXPECT_THAT(wide, HasSubstr("database db.internal:5432/app"));
  EXPECT_THAT(narrow, HasSubstr("database db.int…"));
  EXPECT_THAT(narrow, HasSubstr("/home/deploy/.ssh/id_ed25519:1\n"));
}

TEST(FindingsTable, TakesColourOnlyWhereTheStyleHasIt) {
  const std::vector<Finding> findings = {UrlFinding()};
  EXPECT_EQ(FindingsTable(findings, {}).find('\x1b'), std::string::npos);
  EXPECT_THAT(FindingsTable(findings, {.colour = true, .width_columns = 200}),
              HasSubstr("\x1b[31mcritical\x1b[0m"));
}

TEST(SecretsTable, BeginsWithTheStatus) {
  rpc::SecretRow secret;
  secret.recorded.finding = UrlFinding();
  secret.recorded.status = FindingStatus::kResolved;
  const auto lines = LinesOf(SecretsTable(std::vector{secret}, {}));
  EXPECT_THAT(lines[0], StartsWith("STATUS    SEVERITY"));
  EXPECT_THAT(lines[1], StartsWith("resolved  critical"));
}

TEST(SecretsTable, NamesTheAccountsThatListAKeyButNotTheBlockedOnes) {
  rpc::SecretRow secret;
  secret.recorded.finding = KeyFinding();
  const auto related = [](const char* user, Verdict verdict) {
    Related one;
    one.relation = "authorised_elsewhere";
    one.machine_id = "db";
    one.user = user;
    one.verdict = verdict;
    return one;
  };
  secret.related = {related("nobody", Verdict::kBlocked), related("deploy", Verdict::kUnknown)};
  EXPECT_THAT(SecretsTable(std::vector{secret}, {}), HasSubstr("deploy@db (unknown)  "));
  secret.related.push_back(related("root", Verdict::kAllowed));
  EXPECT_THAT(SecretsTable(std::vector{secret}, {}), HasSubstr("deploy@db (unknown) +1  "));
}

TEST(MachinesTable, WarnsOfAnIdThatWillNotLast) {
  rpc::MachineRow row;
  row.recorded.machine = {.id = "web.img", .name = "web.img", .unstable_id = true};
  row.hostnames = {"web"};
  row.os = "Debian 12";
  const std::string text = MachinesTable(std::vector{row}, {});
  EXPECT_THAT(text, HasSubstr("web.img  web.img  web        Debian 12"));
  EXPECT_THAT(text, HasSubstr("give --machine"));
}

TEST(CoverageTable, SaysWhatWasReadAndNamesWhatWasNot) {
  VolumeCoverage volume;
  volume.machine_id = "web";
  volume.volume = {.id = "uuid:0f8f",
                   .source = "/images/web.img",
                   .file_system = "ext4",
                   .label = "",
                   .uuid = "0f8f",
                   .mounted_at = "/",
                   .reader = "appliance",
                   .reader_reason = "disk image"};
  volume.outcome = VolumeOutcome::kPartial;
  volume.reason = "some files could not be read";
  volume.files_scanned = 12345;
  volume.bytes_scanned = 3 << 20;
  volume.files_skipped = {{"fifo", 2}};
  for (int i = 0; i < 7; ++i) {
    volume.exceptions.push_back({.path = "/bad\n" + std::to_string(i), .reason = "io_error"});
  }
  const auto lines = LinesOf(CoverageTable(std::vector{volume}, {}));
  ASSERT_EQ(lines.size(), 8U);
  EXPECT_THAT(lines[1],
              StartsWith("web      web.img  uuid:0f8f  ext4  /   partial  12,345  3.0 MiB"));
  EXPECT_THAT(lines[1], EndsWith("some files could not be read; 2 fifo"));
  EXPECT_EQ(lines[2], "  not read: web /bad\\x0a0 (io_error)");
  EXPECT_EQ(lines[7], "  not read: web 2 more");
}

TEST(KeysText, ShowsHoldersAndEveryAccountWithVerdictAndReasons) {
  const std::string text = KeysText(std::vector{SharedKey()}, {});
  EXPECT_THAT(text, StartsWith(std::string(kFingerprint) + "  ssh-ed25519 256 bits\n"));
  EXPECT_THAT(text, HasSubstr("held by    web  /home/deploy/.ssh/id_ed25519\n"));
  EXPECT_THAT(text,
              HasSubstr("listed by  deploy@db  unknown  /home/deploy/.ssh/authorized_keys:1\n"));
  EXPECT_THAT(text, HasSubstr("because: not_evaluated\n"));
  EXPECT_THAT(text, HasSubstr("not evaluated yet: sshd.config, account.shell\n"));
}

TEST(KeysText, SaysWhenNoAccountListsAKey) {
  KeyView key = SharedKey();
  key.accounts.clear();
  EXPECT_THAT(KeysText(std::vector{key}, {}), HasSubstr("listed by  no account on record\n"));
}

TEST(KeysText, ShowsKeysThatOpenSomethingFirst) {
  KeyView lonely = SharedKey();
  lonely.public_key_fingerprint = "SHA256:0";
  lonely.accounts.clear();
  const std::string text = KeysText(std::vector{lonely, SharedKey()}, {});
  EXPECT_LT(text.find(kFingerprint), text.find("SHA256:0  "));
}

TEST(PathsText, ShowsTheChainAndTheEvidenceOfEachStep) {
  const std::string text = PathsText(std::vector{SshPath()}, 0, {});
  EXPECT_THAT(text, HasSubstr("  web ──contains──▶ key SHA256:0123456789ab… "
                              "──can authenticate as──▶ deploy@db\n"));
  EXPECT_THAT(text, HasSubstr("  1. web contains key SHA256:0123456789ab…\n"
                              "     The private key lies in /home/deploy/.ssh/id_ed25519.\n"
                              "     evidence: 0123456789ab…; technique T1552.004\n"));
  EXPECT_THAT(text, HasSubstr("     evidence: aaaa, bbbb; technique T1021.004\n"));
  EXPECT_THAT(text, HasSubstr("- network reachability is not evaluated\n"));
}

TEST(PathsText, BreaksTheChainBeforeAnArrowOnANarrowTerminal) {
  const std::string text =
      PathsText(std::vector{SshPath()}, 0, {.colour = false, .width_columns = 60});
  EXPECT_THAT(text,
              HasSubstr("key SHA256:0123456789ab…\n      ──can authenticate as──▶ deploy@db\n"));
  for (const std::string& line : LinesOf(text)) EXPECT_LE(DisplayWidth(line), 60U) << line;
}

TEST(PathsText, SplitsAnAccountsIdAtTheLastSlash) {
  AttackPath path = SshPath();
  path.steps[1].to.id = "/subscriptions/s/vm/db/deploy";
  EXPECT_THAT(PathsText(std::vector{path}, 0, {}), HasSubstr("deploy@/subscriptions/s/vm/db"));
}

TEST(PathsText, SaysWhatWasLeftOut) {
  EXPECT_EQ(PathsText({}, 0, {}), "No attack paths.\n");
  EXPECT_THAT(PathsText({}, 1, {}), HasSubstr("1 path was left out"));
  EXPECT_THAT(PathsText({}, 2, {}), HasSubstr("2 paths were left out"));
}

TEST(FileLine, IsFixedColumnsWithThePathLast) {
  ListedFileFrame file;
  file.entry.path = "/srv/app/.env";
  file.entry.type = FileType::kRegular;
  file.entry.size = 2210;
  file.entry.permissions = {.uid = 1000, .gid = 1000, .mode = 0640};
  file.entry.mtime = *ParseTimestamp("2026-01-31T08:00:00Z");
  EXPECT_EQ(FileLine(file, false),
            "-0640   1000   1000           2,210  2026-01-31 08:00:00  /srv/app/.env\n");
}

TEST(ScanText, CountsWhatWasReadFoundAndSuppressed) {
  ScanDone scan;
  scan.machine_id = "web";
  scan.outcome = ScanOutcome::kPartial;
  scan.files_scanned = 1;
  scan.findings_high = 2;
  EXPECT_EQ(
      ScanText(scan, {}),
      "web: partial, 1 file and 0 B read in 0 s, 2 secrets found, 0 look-alikes suppressed\n");
}

TEST(TextTable, CountsWideAndCombiningCharactersAsTheTerminalDoes) {
  EXPECT_EQ(DisplayWidth("日本"), 4U);
  EXPECT_EQ(DisplayWidth("e\xcc\x81"), 1U);
  EXPECT_EQ(FitEnd("日本語", 5), "日本…");
  EXPECT_EQ(FitEnd("日本語", 4), "日…");
  TextTable table({{.title = "A"}, {.title = "B"}});
  table.AddRow({{"日本"}, {"x"}});
  table.AddRow({{"abc"}, {"y"}});
  EXPECT_EQ(table.Render({}), "A     B\n日本  x\nabc   y\n");
}

TEST(TextTable, AlignsNumbersToTheRightAndLeavesNoBlanksAtLineEnds) {
  TextTable table({{.title = "N", .right_aligned = true}, {.title = "B"}});
  table.AddRow({{"7"}, {""}});
  table.AddRow({{"1,234"}, {"x"}});
  EXPECT_EQ(table.Render({}), "    N  B\n    7\n1,234  x\n");
}

TEST(HumanText, GroupsDigitsAndChoosesUnits) {
  EXPECT_EQ(HumanCount(0), "0");
  EXPECT_EQ(HumanCount(999), "999");
  EXPECT_EQ(HumanCount(1000), "1,000");
  EXPECT_EQ(HumanCount(1234567), "1,234,567");
  EXPECT_EQ(HumanBytes(0), "0 B");
  EXPECT_EQ(HumanBytes(1023), "1023 B");
  EXPECT_EQ(HumanBytes(1024), "1.0 KiB");
  EXPECT_EQ(HumanBytes(312ULL << 20), "312 MiB");
  EXPECT_EQ(HumanBytes(~0ULL), "16384 PiB");
  EXPECT_EQ(HumanSeconds(59), "59 s");
  EXPECT_EQ(HumanSeconds(185), "3 min 05 s");
  EXPECT_EQ(HumanSeconds(7800), "2 h 10 min");
}

}  // namespace
}  // namespace keytrail::cli
