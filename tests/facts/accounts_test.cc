#include "scanner/facts/accounts.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "scanner/facts/groups.h"
#include "scanner/facts/shadow.h"

namespace keytrail::facts {
namespace {

template <typename T>
std::vector<T> As(const std::vector<FactPayload>& payloads) {
  std::vector<T> facts;
  for (const FactPayload& payload : payloads) facts.push_back(std::get<T>(payload));
  return facts;
}

// Of the right form, of no password.
std::string SampleHash() { return "$6$" + std::string(8, 's') + "$" + std::string(86, 'h'); }

TEST(Accounts, KeepTheirLineAndTheKindOfTheirPassword) {
  const auto accounts =
      As<AccountFact>(ParseAccounts("# users\nroot:x:0:0::/root:/bin/sh\n"
                                    "open::1:1::/:\nold:" +
                                    SampleHash() + ":2:2::/:\nstar:*:3:3::/:\n"));
  ASSERT_EQ(accounts.size(), 4U);
  EXPECT_EQ(accounts[0].line, 2U);
  EXPECT_EQ(accounts[0].password, PasswordClass::kShadowed);
  EXPECT_EQ(accounts[1].password, PasswordClass::kEmpty);
  EXPECT_EQ(accounts[2].password, PasswordClass::kHash);
  EXPECT_EQ(accounts[3].password, PasswordClass::kStar);
  EXPECT_EQ(accounts[3].line, 5U);
}

TEST(Shadow, ClassesPasswordsByTheirForm) {
  EXPECT_EQ(ClassOfPassword(""), PasswordClass::kEmpty);
  for (const std::string locked : {"!", "!!", "!*"}) {
    EXPECT_EQ(ClassOfPassword(locked), PasswordClass::kLocked) << locked;
  }
  EXPECT_EQ(ClassOfPassword("!" + SampleHash()), PasswordClass::kLocked);
  EXPECT_EQ(ClassOfPassword(SampleHash()), PasswordClass::kHash);
  EXPECT_EQ(ClassOfPassword("$y$j9T$" + std::string(22, 's')), PasswordClass::kHash);
  EXPECT_EQ(ClassOfPassword(std::string(11, 'd') + "./"), PasswordClass::kHash);
  EXPECT_EQ(ClassOfPassword("_" + std::string(19, 'd')), PasswordClass::kHash);
  for (const std::string star : {"*", "x", "NP", "*LK*", "$", "*************"}) {
    EXPECT_EQ(ClassOfPassword(star), PasswordClass::kStar) << star;
  }
}

TEST(Shadow, StatesTheDaysOfAnAccount) {
  const auto facts =
      As<ShadowFact>(ParseShadow("root:*:19700:0:99999:7:::\n# comment\nu:" + SampleHash() +
                                 ":0:0:90:7:14:20000:x\nunset:!:-1:::::-1:\nold:!:1:2:3\n"));
  ASSERT_EQ(facts.size(), 4U);
  EXPECT_EQ(facts[0].last_change_day, 19700);
  EXPECT_EQ(facts[0].max_days, 99999);
  EXPECT_FALSE(facts[0].expire_day);
  EXPECT_EQ(facts[1].line, 3U);
  EXPECT_EQ(facts[1].last_change_day, 0);
  EXPECT_EQ(facts[1].inactive_days, 14);
  EXPECT_EQ(facts[1].expire_day, 20000);
  EXPECT_FALSE(facts[2].last_change_day);
  EXPECT_FALSE(facts[2].expire_day);
  EXPECT_EQ(facts[3].max_days, 3);
}

TEST(Shadow, PassesOverBrokenLines) {
  EXPECT_TRUE(
      ParseShadow("one\ntwo:*\n:*:1:1:1:1:1:1:\nbad:*:x:0:0:7:::\nnis+:*:1:1:1:1\n+x::::::::\n")
          .empty());
  EXPECT_TRUE(ParseShadow(std::string_view("a\0b:*:1:1:1:1:1:1:\n", 20)).empty());
  EXPECT_TRUE(ParseShadow(std::string(1'000'000, ':')).empty());
}

TEST(Groups, StateTheirMembers) {
  const auto groups =
      As<GroupFact>(ParseGroups("root:x:0:\nsudo:x:27:deploy, ops,,\r\nempty::5:\n"
                                "+nis:::\nbad:x:y:\nshort:x:1\nlong:x:1:a:b\n:x:1:\n"));
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_TRUE(groups[0].members.empty());
  EXPECT_EQ(groups[1].name, "sudo");
  EXPECT_EQ(groups[1].gid, 27U);
  EXPECT_EQ(groups[1].members, (std::vector<std::string>{"deploy", "ops"}));
}

TEST(Groups, StopAtTheirBounds) {
  std::string text = "big:x:1:";
  for (std::size_t i = 0; i <= limits::kListItemsMax; ++i) text += "u,";
  text += "\n";
  for (std::size_t i = 0; i <= limits::kFactsPerFileMax; ++i) text += "g:x:1:\n";
  const auto groups = As<GroupFact>(ParseGroups(text));
  EXPECT_EQ(groups.size(), limits::kFactsPerFileMax);
  EXPECT_EQ(groups[0].members.size(), limits::kListItemsMax);
}

}  // namespace
}  // namespace keytrail::facts
