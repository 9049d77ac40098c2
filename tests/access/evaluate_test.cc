#include "graph/access/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

namespace keytrail::access {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// Builds the facts of one machine, one statement a line.
class Facts {
 public:
  Facts& Account(const std::string& name, std::uint32_t uid, const std::string& home,
                 const std::string& volume = "uuid:1") {
    Add("/etc/passwd", volume,
        AccountFact{.name = name, .uid = uid, .gid = uid, .home = home, .shell = "/bin/bash"});
    return *this;
  }
  Facts& Line(const std::string& path, std::uint32_t line, const std::string& fingerprint,
              std::vector<AuthorizedOption> options = {}, bool malformed = false) {
    Add(path, "uuid:1",
        AuthorizedLineFact{.line = line,
                           .key_type = "ssh-ed25519",
                           .bits = 256,
                           .public_key_fingerprint = fingerprint,
                           .comment = {},
                           .options = std::move(options),
                           .options_malformed = malformed});
    return *this;
  }
  MachineFacts Get() const {
    MachineFacts machine{.machine_id = "db", .facts = {}};
    for (const Fact& fact : facts_) machine.facts.push_back(&fact);
    return machine;
  }

 private:
  void Add(const std::string& path, const std::string& volume, FactPayload payload) {
    Fact fact;
    fact.id = "fact-" + std::to_string(facts_.size());
    fact.machine_id = "db";
    fact.volume_id = volume;
    fact.path = path;
    fact.payload = std::move(payload);
    facts_.push_back(std::move(fact));
  }

  std::deque<Fact> facts_;
};

Door OnlyDoor(const Facts& facts) {
  const Evaluation evaluation = Evaluate(facts.Get());
  EXPECT_THAT(evaluation.doors, SizeIs(1));
  return evaluation.doors.empty() ? Door() : evaluation.doors[0];
}

TEST(Evaluate, IsUnknownAndListsEveryGateThatItDoesNotJudge) {
  const Door door = OnlyDoor(Facts()
                                 .Account("deploy", 1000, "/home/deploy")
                                 .Line("/home/deploy/.ssh/authorized_keys", 3, "SHA256:a"));
  EXPECT_EQ(door.machine_id, "db");
  EXPECT_EQ(door.user, "deploy");
  EXPECT_EQ(door.public_key_fingerprint, "SHA256:a");
  EXPECT_EQ(door.key_type, "ssh-ed25519");
  EXPECT_EQ(door.verdict, Verdict::kUnknown);
  EXPECT_EQ(door.grade, std::nullopt);
  EXPECT_EQ(door.evidence, Evidence::kDeclared);
  EXPECT_EQ(door.via, "line");
  EXPECT_EQ(door.authorized_keys_path, "/home/deploy/.ssh/authorized_keys");
  EXPECT_EQ(door.authorized_keys_line, 3U);
  EXPECT_THAT(door.reasons, ElementsAre("not_evaluated"));
  EXPECT_THAT(
      door.not_evaluated,
      ElementsAre("sshd.enabled", "sshd.config", "sshd.match", "account.shell", "account.expiry",
                  "sshd.allowdeny", "sshd.revoked", "file.strictmodes", "sshd.algorithms", "pam"));
  EXPECT_THAT(door.fact_ids, ElementsAre("fact-0", "fact-1"));
}

TEST(Evaluate, AsksForPermitRootLoginByTheUidAndNotTheName) {
  const auto gates_of = [](std::uint32_t uid) {
    return OnlyDoor(Facts()
                        .Account("toor", uid, "/root")
                        .Line("/root/.ssh/authorized_keys", 1, "SHA256:a"))
        .not_evaluated;
  };
  EXPECT_THAT(gates_of(0), Contains("sshd.root"));
  EXPECT_THAT(gates_of(1000), Not(Contains("sshd.root")));
}

TEST(Evaluate, TakesBothDefaultPlacesUnderTheHomeAndNoOther) {
  const Evaluation evaluation =
      Evaluate(Facts()
                   .Account("deploy", 1000, "/home//deploy/")
                   .Line("/home/deploy/.ssh/authorized_keys", 1, "SHA256:a")
                   .Line("/home/deploy/.ssh/authorized_keys2", 1, "SHA256:b")
                   .Line("/home/other/.ssh/authorized_keys", 1, "SHA256:c")
                   .Line("/deploy/.ssh/authorized_keys", 1, "SHA256:d")
                   .Get());
  ASSERT_THAT(evaluation.doors, SizeIs(2));
  EXPECT_EQ(evaluation.doors[0].public_key_fingerprint, "SHA256:a");
  EXPECT_EQ(evaluation.doors[1].public_key_fingerprint, "SHA256:b");
  EXPECT_THAT(
      Evaluate(Facts().Account("daemon", 1, "/").Line("/.ssh/authorized_keys", 1, "SHA256:a").Get())
          .doors,
      SizeIs(1));
}

TEST(Evaluate, SaysNothingOfAnAccountWhoseHomeWasNotScanned) {
  EXPECT_THAT(Evaluate(Facts().Account("deploy", 1000, "/home/deploy").Get()).doors, IsEmpty());
  EXPECT_THAT(
      Evaluate(Facts().Line("/home/deploy/.ssh/authorized_keys", 1, "SHA256:a").Get()).doors,
      IsEmpty());
  EXPECT_THAT(
      Evaluate(
          Facts().Account("nobody", 65534, "").Line("/.ssh/authorized_keys", 1, "SHA256:a").Get())
          .doors,
      IsEmpty());
}

TEST(Evaluate, GivesEachAccountOfASharedHomeItsOwnDoor) {
  const Evaluation evaluation = Evaluate(Facts()
                                             .Account("git", 998, "/srv/git")
                                             .Account("backup", 997, "/srv/git")
                                             .Line("/srv/git/.ssh/authorized_keys", 1, "SHA256:a")
                                             .Get());
  ASSERT_THAT(evaluation.doors, SizeIs(2));
  EXPECT_EQ(evaluation.doors[0].user, "backup");
  EXPECT_EQ(evaluation.doors[1].user, "git");
}

TEST(Evaluate, CountsAnAccountOnceThatSeveralVolumesList) {
  const Door door = OnlyDoor(Facts()
                                 .Account("deploy", 1000, "/home/deploy", "uuid:1")
                                 .Account("deploy", 1000, "/home/deploy", "uuid:2")
                                 .Line("/home/deploy/.ssh/authorized_keys", 1, "SHA256:a"));
  EXPECT_THAT(door.fact_ids, ElementsAre("fact-0", "fact-1", "fact-2"));
}

struct LineCase {
  std::string name;
  std::vector<AuthorizedOption> options;
  bool malformed;
  Verdict verdict;
  std::string reason;
  std::optional<Grade> grade;
};

class LineGate : public testing::TestWithParam<LineCase> {};

TEST_P(LineGate, DecidesAloneOnlyWhatIsCertain) {
  const LineCase& expected = GetParam();
  const Door door = OnlyDoor(
      Facts()
          .Account("deploy", 1000, "/d")
          .Line("/d/.ssh/authorized_keys", 1, "SHA256:a", expected.options, expected.malformed));
  EXPECT_EQ(door.verdict, expected.verdict);
  EXPECT_THAT(door.reasons, ElementsAre(expected.reason));
  EXPECT_EQ(door.grade, expected.grade);
  EXPECT_EQ(door.not_evaluated.empty(), expected.verdict == Verdict::kBlocked);
}

AuthorizedOption Flag(const std::string& name) {
  return {.name = name, .has_value = false, .value = {}};
}
AuthorizedOption Value(const std::string& name, const std::string& value) {
  return {.name = name, .has_value = true, .value = value};
}

const AuthorizedOption kBanner = Value("command", "cloud_init_banner");

INSTANTIATE_TEST_SUITE_P(
    All, LineGate,
    testing::Values(
        LineCase{"BadOption", {}, true, Verdict::kBlocked, "line.badoption", std::nullopt},
        LineCase{"CertAuthority",
                 {Flag("cert-authority")},
                 false,
                 Verdict::kBlocked,
                 "line.ca",
                 std::nullopt},
        LineCase{"Banner",
                 {Flag("no-port-forwarding"), kBanner},
                 false,
                 Verdict::kBlocked,
                 "line.command.banner",
                 Grade::kNone},
        LineCase{"BannerRestricted",
                 {kBanner, Flag("restrict")},
                 false,
                 Verdict::kBlocked,
                 "line.command.banner",
                 Grade::kNone},
        LineCase{"BannerThatForwards",
                 {kBanner},
                 false,
                 Verdict::kUnknown,
                 "not_evaluated",
                 std::nullopt},
        LineCase{"BannerThatForwardsAgain",
                 {Flag("restrict"), Flag("port-forwarding"), kBanner},
                 false,
                 Verdict::kUnknown,
                 "not_evaluated",
                 std::nullopt},
        LineCase{"OtherCommand",
                 {Flag("restrict"), Value("command", "other")},
                 false,
                 Verdict::kUnknown,
                 "not_evaluated",
                 std::nullopt},
        LineCase{"PastExpiry",
                 {Value("expiry-time", "20010101")},
                 false,
                 Verdict::kUnknown,
                 "not_evaluated",
                 std::nullopt}),
    [](const auto& tested) { return tested.param.name; });

TEST(LineGate, ListsEachOptionThatIsYetToBeJudgedOnce) {
  const Door door = OnlyDoor(Facts()
                                 .Account("deploy", 1000, "/d")
                                 .Line("/d/.ssh/authorized_keys", 1, "SHA256:a",
                                       {Value("from", "10.0.0.0/8"), Value("permitopen", "a:1"),
                                        Value("permitopen", "b:2")}));
  EXPECT_THAT(door.not_evaluated, Contains("line.from").Times(1));
  EXPECT_THAT(door.not_evaluated, Contains("line.permitopen").Times(1));
}

TEST(Evaluate, DoesNotDependOnTheOrderOfTheFacts) {
  Facts facts;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "u" + std::to_string(i);
    facts.Account(name, static_cast<std::uint32_t>(1000 + i), "/home/" + name);
    for (std::uint32_t line = 1; line < 4; ++line) {
      facts.Line("/home/" + name + "/.ssh/authorized_keys", line, "SHA256:" + name);
    }
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

// Many accounts that share a home with many lines: the product is bounded, and it is said.
TEST(Evaluate, ReportsThatItStoppedAtItsBound) {
  Facts facts;
  for (std::uint32_t i = 0; i < 400; ++i) facts.Account("u" + std::to_string(i), i, "/h");
  for (std::uint32_t i = 1; i <= 400; ++i) facts.Line("/h/.ssh/authorized_keys", i, "SHA256:a");
  const Evaluation evaluation = Evaluate(facts.Get());
  EXPECT_THAT(evaluation.doors, SizeIs(kDoorsPerMachineMax));
  EXPECT_TRUE(evaluation.truncated);
}

}  // namespace
}  // namespace keytrail::access
