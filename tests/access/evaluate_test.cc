#include "graph/access/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "model/names.h"
#include "tests/access/machine_facts.h"

namespace keytrail::access {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Door OnlyDoor(const Facts& facts, bool walked_to_end = true) {
  const Evaluation evaluation = Evaluate(facts.Get(walked_to_end));
  EXPECT_THAT(evaluation.doors, SizeIs(1));
  return evaluation.doors.empty() ? Door() : evaluation.doors[0];
}

// An ordinary account whose authorized_keys lists key "a".
Facts Deploy(std::vector<AuthorizedOption> options = {},
             std::vector<SshdDirective> directives = {}) {
  Facts facts(std::move(directives));
  facts.Account("deploy", 1000, "/home/deploy").Line("/home/deploy", "a", std::move(options));
  return facts;
}

TEST(Evaluate, AllowsAKeyThatPassesEveryGateAndNamesWhatItRestsOn) {
  const Door door = OnlyDoor(Deploy());
  EXPECT_EQ(door.machine_id, "db");
  EXPECT_EQ(door.user, "deploy");
  EXPECT_EQ(door.public_key_fingerprint, "SHA256:a");
  EXPECT_EQ(door.key_type, "ssh-ed25519");
  EXPECT_EQ(door.verdict, Verdict::kAllowed);
  EXPECT_EQ(door.grade, Grade::kShell);
  EXPECT_EQ(door.evidence, Evidence::kAuthorised);
  EXPECT_EQ(door.via, "line");
  EXPECT_EQ(door.authorized_keys_path, "/home/deploy/.ssh/authorized_keys");
  EXPECT_EQ(door.authorized_keys_line, 1U);
  EXPECT_THAT(door.reasons, IsEmpty());
  EXPECT_THAT(door.not_evaluated, IsEmpty());
  EXPECT_THAT(door.conditions, IsEmpty());
  EXPECT_THAT(door.fact_ids, SizeIs(5)) << "account, line, sshd, what starts it, its configuration";
}

TEST(Evaluate, IsUnknownWhereTheWalkDidNotReachItsEnd) {
  const Door door = OnlyDoor(Deploy().Without(FactKind::kPresence), false);
  EXPECT_EQ(door.verdict, Verdict::kUnknown);
  EXPECT_THAT(door.reasons, ElementsAre("not_evaluated"));
  EXPECT_THAT(door.not_evaluated, ElementsAre("account.shadow", "account.shell"));
  EXPECT_EQ(door.evidence, Evidence::kDeclared);
}

TEST(Evaluate, GivesEachAccountOfASharedHomeItsOwnDoor) {
  const Evaluation evaluation = Evaluate(Facts()
                                             .Account("git", 998, "/srv/git")
                                             .Account("backup", 998, "/srv/git")
                                             .Line("/srv/git", "a")
                                             .Get());
  ASSERT_THAT(evaluation.doors, SizeIs(2));
  EXPECT_EQ(evaluation.doors[0].user, "backup");
  EXPECT_EQ(evaluation.doors[1].user, "git");
}

TEST(Evaluate, TakesOneDoorForAKeyAndAnAccountByTheFirstLineThatPasses) {
  const Door door = OnlyDoor(Deploy({Value("expiry-time", "20200101Z")})
                                 .Line("/home/deploy", "a", {Value("command", "rrsync")})
                                 .Line("/home/deploy", "a"));
  EXPECT_EQ(door.verdict, Verdict::kAllowed);
  EXPECT_EQ(door.grade, Grade::kCommand);
  EXPECT_EQ(door.authorized_keys_line, 2U);
}

TEST(Evaluate, KeepsALineThatTheConfigurationDoesNotName) {
  const Door door = OnlyDoor(Deploy({}, {Directive("authorizedkeysfile", {"/etc/ssh/keys/%u"})}));
  EXPECT_EQ(door.verdict, Verdict::kBlocked);
  EXPECT_THAT(door.reasons, ElementsAre("file.notconfigured"));
}

TEST(Evaluate, FollowsLinksToTheKeyFile) {
  Facts facts;
  facts.Account("deploy", 1000, "/home/deploy")
      .Add("/home/deploy/.ssh", SymlinkFact{.target = "../../data/keys"})
      .LineIn("/data/keys/authorized_keys", "a", 1000);
  EXPECT_EQ(OnlyDoor(facts).verdict, Verdict::kAllowed);
}

TEST(Evaluate, PlacesADiskThatWasScannedAloneByTheFstabOfAnother) {
  Facts facts;
  facts.Account("deploy", 1000, "/home/deploy")
      .Add("/etc/fstab",
           MountFact{.device = "UUID=2", .mount_point = "/home", .file_system = "ext4"});
  MachineFacts machine = facts.Get();
  const Evaluation before = Evaluate(machine);
  EXPECT_THAT(before.doors, IsEmpty());
  EXPECT_THAT(before.unseen_homes, ElementsAre("deploy"));
  facts.OnVolume("uuid:2").LineIn("/deploy/.ssh/authorized_keys", "a", 1000);
  machine = facts.Get();
  machine.volumes.push_back({.volume_id = "uuid:2",
                             .uuid = "2",
                             .label = {},
                             .mounted_at = {},
                             .walked_to_end = true,
                             .exceptions = {}});
  const Evaluation after = Evaluate(machine);
  ASSERT_THAT(after.doors, SizeIs(1));
  EXPECT_EQ(after.doors[0].verdict, Verdict::kAllowed);
  EXPECT_EQ(after.doors[0].authorized_keys_path, "/home/deploy/.ssh/authorized_keys");
  EXPECT_THAT(after.unseen_homes, IsEmpty());
}

TEST(Evaluate, TurnsALoginOfAnUnseenHomeIntoAVerdictOnceItWasSeen) {
  Facts facts;
  facts.Account("deploy", 1000, "/home/deploy")
      .Add("/etc/fstab",
           MountFact{.device = "UUID=2", .mount_point = "/home", .file_system = "ext4"})
      .Add("/var/log/auth.log", LoginFact{.user = "deploy",
                                          .public_key_fingerprint = "SHA256:a",
                                          .key_type = "ED25519",
                                          .source_address = "10.0.0.4",
                                          .first_seen = {1},
                                          .last_seen = {2},
                                          .count = 3,
                                          .ca_fingerprint = {}});
  const Door unknown = OnlyDoor(facts);
  EXPECT_EQ(unknown.verdict, Verdict::kUnknown);
  EXPECT_EQ(unknown.evidence, Evidence::kUsed);
  EXPECT_THAT(unknown.not_evaluated, ElementsAre("account.home"));
  MachineFacts machine =
      facts.OnVolume("uuid:2").LineIn("/deploy/.ssh/authorized_keys", "a", 1000).Get();
  machine.volumes.push_back({.volume_id = "uuid:2",
                             .uuid = "2",
                             .label = {},
                             .mounted_at = {},
                             .walked_to_end = true,
                             .exceptions = {}});
  const Evaluation evaluation = Evaluate(machine);
  ASSERT_THAT(evaluation.doors, SizeIs(1));
  EXPECT_EQ(evaluation.doors[0].verdict, Verdict::kAllowed);
  EXPECT_EQ(evaluation.doors[0].evidence, Evidence::kUsed);
}

TEST(Evaluate, AsksOnceForWhereAConnectionComesFrom) {
  const Door door = OnlyDoor(Deploy({Value("from", "10.0.0.0/8")}));
  EXPECT_EQ(door.verdict, Verdict::kConditional);
  EXPECT_THAT(door.reasons, Contains("line.from"));
  EXPECT_THAT(door.conditions, ElementsAre(HasSubstr("10.0.0.0/8")));
  ASSERT_THAT(door.source_conditions, SizeIs(1));
  ASSERT_THAT(door.outcomes, SizeIs(2));
  EXPECT_EQ(door.outcomes[0].verdict, Verdict::kBlocked);
  EXPECT_EQ(door.outcomes[1].verdict, Verdict::kAllowed);
}

TEST(Evaluate, LetsAnAuthorityOpenWhatItsCertificatesOpen) {
  const Evaluation evaluation = Evaluate(Deploy({Flag("cert-authority")}).Get());
  ASSERT_THAT(evaluation.doors, SizeIs(2));
  EXPECT_EQ(evaluation.doors[0].via, "authority");
  EXPECT_EQ(evaluation.doors[0].verdict, Verdict::kAllowed);
  EXPECT_THAT(evaluation.doors[0].principals, ElementsAre("deploy"));
  EXPECT_TRUE(evaluation.doors[0].accepts_no_principals) << "measured with 9.2";
  EXPECT_EQ(evaluation.doors[1].via, "line");
  EXPECT_EQ(evaluation.doors[1].verdict, Verdict::kBlocked);
  EXPECT_THAT(evaluation.doors[1].reasons, ElementsAre("line.ca"));
}

TEST(Evaluate, ShowsTheLinesOfWindowsAndDecidesNothing) {
  Facts facts;
  facts.Without(FactKind::kAccount)
      .LineIn("/ProgramData/ssh/administrators_authorized_keys", "a", 0)
      .LineIn("/Users/dev/.ssh/authorized_keys", "b", 0);
  const Evaluation evaluation = Evaluate(facts.Get());
  ASSERT_THAT(evaluation.doors, SizeIs(2));
  for (const Door& door : evaluation.doors) {
    EXPECT_EQ(door.verdict, Verdict::kUnknown);
    EXPECT_THAT(door.reasons, ElementsAre("not_evaluated"));
    EXPECT_THAT(door.not_evaluated, ElementsAre("windows.groups"));
  }
}

struct GateCase {
  std::string name;
  Facts facts;
  Verdict verdict;
  Grade grade;
  std::string reason;  // empty: none
};

class Gate : public testing::TestWithParam<GateCase> {};

TEST_P(Gate, Decides) {
  const GateCase& expected = GetParam();
  const Door door = OnlyDoor(expected.facts);
  EXPECT_EQ(NameOf(door.verdict), NameOf(expected.verdict));
  EXPECT_EQ(NameOf(door.grade.value()), NameOf(expected.grade));
  if (expected.reason.empty()) {
    EXPECT_THAT(door.reasons, IsEmpty());
  } else {
    EXPECT_THAT(door.reasons, Contains(expected.reason));
  }
}

Facts WithVersion(std::uint32_t major, std::uint32_t minor,
                  std::vector<SshdDirective> directives = {}) {
  Facts facts = Deploy({}, std::move(directives));
  facts.Without(FactKind::kSshdVersion)
      .Add("/usr/sbin/sshd", SshdVersionFact{.source = "binary",
                                             .major = major,
                                             .minor = minor,
                                             .package_version = {},
                                             .distribution = {}});
  return facts;
}

Facts Root(const std::string& permit, std::vector<AuthorizedOption> options = {}) {
  Facts facts({Directive("permitrootlogin", {permit})});
  facts.Account("root", 0, "/root").Line("/root", "a", std::move(options));
  return facts;
}

INSTANTIATE_TEST_SUITE_P(
    All, Gate,
    testing::Values(
        GateCase{"BadOption", Facts().Account("d", 1000, "/d").Line("/d", "a", {}, true),
                 Verdict::kBlocked, Grade::kNone, "line.badoption"},
        GateCase{"Banner",
                 Deploy({Flag("no-port-forwarding"), Value("command", "cloud_init_banner")}),
                 Verdict::kBlocked, Grade::kNone, "line.command.banner"},
        GateCase{"BannerThatForwards", Deploy({Value("command", "cloud_init_banner")}),
                 Verdict::kAllowed, Grade::kCommand, "line.command.known"},
        GateCase{"Command", Deploy({Value("command", "other")}), Verdict::kAllowed, Grade::kCommand,
                 "line.command"},
        GateCase{"Restricted", Deploy({Flag("restrict")}), Verdict::kAllowed, Grade::kShell, ""},
        GateCase{"Expired", Deploy({Value("expiry-time", "20251231Z")}), Verdict::kBlocked,
                 Grade::kNone, "line.expired"},
        GateCase{"ExpiresInLocalTime", Deploy({Value("expiry-time", "20260101")}),
                 Verdict::kConditional, Grade::kShell, "line.expired"},
        GateCase{"PubkeyOff", Deploy({}, {Directive("pubkeyauthentication", {"no"})}),
                 Verdict::kBlocked, Grade::kNone, "sshd.pubkeyoff"},
        GateCase{"FurtherMethod",
                 Deploy({}, {Directive("authenticationmethods", {"publickey,password"})}),
                 Verdict::kConditional, Grade::kShell, "sshd.methods"},
        GateCase{"BadValue", Deploy({}, {Directive("usepam", {"maybe"})}), Verdict::kBlocked,
                 Grade::kNone, "sshd.off"},
        GateCase{"NotEnabled", Deploy().Without(FactKind::kSymlink), Verdict::kBlocked,
                 Grade::kNone, "sshd.off"},
        GateCase{"RootNo", Root("no"), Verdict::kBlocked, Grade::kNone, "sshd.root"},
        GateCase{"RootByKey", Root("prohibit-password"), Verdict::kAllowed, Grade::kShell, ""},
        GateCase{"RootByCommandOnly", Root("forced-commands-only"), Verdict::kBlocked, Grade::kNone,
                 "sshd.root"},
        GateCase{"RootByCommand", Root("forced-commands-only", {Value("command", "rrsync")}),
                 Verdict::kAllowed, Grade::kCommand, "line.command.known"},
        GateCase{"NoLogin", Facts().Account("d", 1000, "/d", "/usr/sbin/nologin").Line("/d", "a"),
                 Verdict::kAllowed, Grade::kForward, "acct.nologin"},
        GateCase{"MissingShell", Facts().Account("d", 1000, "/d", "/bin/zsh").Line("/d", "a"),
                 Verdict::kBlocked, Grade::kNone, "acct.noshell"},
        GateCase{"AllowUsers", Deploy({}, {Directive("allowusers", {"alice", "d*"})}),
                 Verdict::kAllowed, Grade::kShell, ""},
        GateCase{"NotAllowed", Deploy({}, {Directive("allowusers", {"alice"})}), Verdict::kBlocked,
                 Grade::kNone, "sshd.allowuser"},
        GateCase{"MatchUser",
                 Deploy({}, {Directive("match", {"user", "deploy"}),
                             Directive("pubkeyauthentication", {"no"})}),
                 Verdict::kBlocked, Grade::kNone, "sshd.pubkeyoff"},
        GateCase{"MatchAddress",
                 Deploy({}, {Directive("match", {"address", "10.0.0.0/8"}),
                             Directive("pubkeyauthentication", {"no"})}),
                 Verdict::kConditional, Grade::kShell, "sshd.pubkeyoff"},
        GateCase{"GroupWritable",
                 Facts()
                     .Account("d", 1000, "/d")
                     .Add("/d/.ssh/authorized_keys",
                          AuthorizedLineFact{.line = 1,
                                             .key_type = "ssh-ed25519",
                                             .bits = 256,
                                             .public_key_fingerprint = "SHA256:a",
                                             .comment = {},
                                             .options = {}},
                          {.uid = 1000, .gid = 5, .mode = 0664}),
                 Verdict::kBlocked, Grade::kNone, "file.strictmodes"}),
    [](const auto& tested) { return tested.param.name; });

// Releases that are not run here rest on OpenSSH's release notes.
INSTANTIATE_TEST_SUITE_P(
    ByReleaseNotes, Gate,
    testing::Values(GateCase{"IncludeIsNoKeywordBefore82",
                             WithVersion(7, 9,
                                         {Directive("include", {"/etc/ssh/sshd_config.d/*.conf"})}),
                             Verdict::kBlocked, Grade::kNone, "sshd.off"},
                    GateCase{"RefuseConnectionIsThereFrom99",
                             WithVersion(9, 9, {Directive("refuseconnection", {"yes"})}),
                             Verdict::kBlocked, Grade::kNone, "sshd.refuse"},
                    GateCase{"RefuseConnectionIsNoKeywordBefore99",
                             WithVersion(9, 8, {Directive("refuseconnection", {"yes"})}),
                             Verdict::kBlocked, Grade::kNone, "sshd.off"},
                    GateCase{"UnknownVersionIsACondition", WithVersion(0, 0), Verdict::kConditional,
                             Grade::kShell, "sshd.version"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Evaluate, DoesNotDependOnTheOrderOfTheFacts) {
  Facts facts;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "u" + std::to_string(i);
    const std::string home = "/home/" + name;
    facts.Account(name, static_cast<std::uint32_t>(1000 + i), home);
    for (int line = 1; line < 4; ++line) facts.Line(home, name + std::to_string(line));
  }
  MachineFacts machine = facts.Get();
  const Evaluation expected = Evaluate(machine);
  ASSERT_THAT(expected.doors, SizeIs(60));
  constexpr std::uint64_t kSeed = 7;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 10; ++round) {
    std::shuffle(machine.facts.begin(), machine.facts.end(), random);
    const Evaluation shuffled = Evaluate(machine);
    ASSERT_EQ(shuffled.doors.size(), expected.doors.size()) << "seed " << kSeed;
    for (std::size_t i = 0; i < expected.doors.size(); ++i) {
      EXPECT_EQ(shuffled.doors[i].fact_ids, expected.doors[i].fact_ids) << "seed " << kSeed;
    }
  }
}

// Many accounts that share a home with many keys: the product is bounded, and it is said.
TEST(Evaluate, ReportsThatItStoppedAtItsBound) {
  Facts facts;
  for (std::uint32_t i = 0; i < 400; ++i) facts.Account("u" + std::to_string(i), i, "/h");
  for (std::uint32_t i = 1; i <= 400; ++i) facts.Line("/h", std::to_string(i));
  const Evaluation evaluation = Evaluate(facts.Get());
  EXPECT_THAT(evaluation.doors, SizeIs(kDoorsPerMachineMax));
  EXPECT_TRUE(evaluation.truncated);
}

}  // namespace
}  // namespace keytrail::access
