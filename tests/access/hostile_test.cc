// What a disk may hold to make the evaluation run for ever, or to make it say "allowed": it ends,
// and says what it did not decide.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/access/machine_facts.h"

namespace keytrail::access {
namespace {

using testing::Contains;
using testing::SizeIs;

Facts Deploy(std::vector<SshdDirective> directives) {
  Facts facts(std::move(directives));
  facts.Account("deploy", 1000, "/home/deploy").Line("/home/deploy", "a");
  return facts;
}

Door OnlyDoor(const Facts& facts) {
  const Evaluation evaluation = Evaluate(facts.Get());
  EXPECT_THAT(evaluation.doors, SizeIs(1));
  return evaluation.doors.empty() ? Door() : evaluation.doors[0];
}

SshdConfigFact Config(std::vector<SshdDirective> directives) {
  return {.directives = std::move(directives), .truncated = false, .refused = false};
}

TEST(HostileConfiguration, ThatIncludesItselfIsRefusedAsSshdDoes) {
  const Door door = OnlyDoor(Deploy({Directive("include", {"/etc/ssh/sshd_config"})}));
  EXPECT_EQ(door.verdict, Verdict::kBlocked);
  EXPECT_THAT(door.reasons, Contains("sshd.off"));
}

TEST(HostileConfiguration, ThatMultipliesByItsIncludesIsGivenUpAndNotAllowed) {
  Facts facts = Deploy({Directive("include", {"/etc/ssh/level0/*.conf"})});
  for (int level = 0; level < 12; ++level) {
    for (int file = 0; file < 20; ++file) {
      facts.Add("/etc/ssh/level" + std::to_string(level) + "/" + std::to_string(file) + ".conf",
                Config({Directive("include",
                                  {"/etc/ssh/level" + std::to_string(level + 1) + "/*.conf"})}));
    }
  }
  const Door door = OnlyDoor(facts);
  EXPECT_EQ(door.verdict, Verdict::kUnknown);
  EXPECT_THAT(door.not_evaluated, Contains("sshd.include"));
}

TEST(HostileConfiguration, OfMoreThanIsKeptIsNotAllowed) {
  Facts facts;
  facts.Without(FactKind::kSshdConfig)
      .Add("/etc/ssh/sshd_config", SshdConfigFact{.directives = {}, .truncated = true})
      .Account("deploy", 1000, "/home/deploy")
      .Line("/home/deploy", "a");
  EXPECT_EQ(OnlyDoor(facts).verdict, Verdict::kUnknown);
}

TEST(HostileConfiguration, WhoseValuesAreNotKnownIsNotAllowed) {
  SshdDirective users = Directive("allowusers", {""});
  users.withheld = true;
  EXPECT_NE(OnlyDoor(Deploy({users})).verdict, Verdict::kAllowed);
}

TEST(HostilePatterns, OfManyStarsAndManyAccountsEndAndSaySo) {
  std::string stars;
  for (int i = 0; i < 4'000; ++i) stars += "*a";
  Facts facts({Directive("denyusers", std::vector<std::string>(30, stars + "b"))});
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    const std::string name = std::string(200, 'a') + std::to_string(i);
    facts.Account(name, 1000 + i, "/h").Line("/h", std::to_string(i));
  }
  EXPECT_TRUE(Evaluate(facts.Get()).truncated);
}

TEST(HostileLinks, ThatLeadInACircleOpenNothing) {
  Facts facts;
  facts.Account("deploy", 1000, "/home/deploy")
      .Add("/home/deploy/.ssh", SymlinkFact{.target = "/home/deploy/other"})
      .Add("/home/deploy/other", SymlinkFact{.target = "/home/deploy/.ssh"})
      .LineIn("/home/deploy/.ssh/authorized_keys", "a", 1000);
  EXPECT_THAT(Evaluate(facts.Get()).doors, SizeIs(0));
}

TEST(HostilePam, ThatIncludesItselfIsReadOnce) {
  Facts facts = Deploy({Directive("usepam", {"yes"})});
  facts
      .Add("/etc/pam.d/sshd", PamFact{.account_modules = {}, .includes = {"sshd", "sshd", "other"}})
      .Add("/etc/pam.d/other", PamFact{.account_modules = {"pam_access"}, .includes = {"sshd"}})
      .Add("/etc/shadow", ShadowFact{.name = "deploy",
                                     .password = PasswordClass::kStar,
                                     .last_change_day = {},
                                     .max_days = {},
                                     .inactive_days = {},
                                     .expire_day = {},
                                     .line = 1});
  const Door door = OnlyDoor(facts);
  EXPECT_EQ(door.verdict, Verdict::kConditional);
  EXPECT_THAT(door.conditions, SizeIs(1));
}

TEST(HostileLines, OfManyConditionsAreNotAllowed) {
  std::vector<SshdDirective> directives;
  for (int i = 0; i < 12; ++i) {
    directives.push_back(Directive("match", {"address", "10." + std::to_string(i) + ".0.0/16"}));
    directives.push_back(Directive("pubkeyauthentication", {i % 2 == 0 ? "yes" : "no"}));
  }
  const Door door = OnlyDoor(Deploy(directives));
  EXPECT_EQ(door.verdict, Verdict::kUnknown);
  EXPECT_THAT(door.outcomes, SizeIs(1U << kSourceConditionsMax));
}

}  // namespace
}  // namespace keytrail::access
