#include "scanner/facts/sudoers.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace keytrail::facts {
namespace {

using Names = std::vector<std::string>;

std::vector<SudoRuleFact> Parse(std::string_view text, std::string_view path = "etc/sudoers") {
  std::vector<SudoRuleFact> rules;
  for (const FactPayload& payload : ParseSudoers(path, text)) {
    rules.push_back(std::get<SudoRuleFact>(payload));
  }
  return rules;
}

struct Rule {
  Names subjects;
  Names run_as;
  bool all_commands = false;
  bool no_password = false;
};

void ExpectRules(std::string_view text, const std::vector<Rule>& expected) {
  const auto rules = Parse(text);
  ASSERT_EQ(rules.size(), expected.size()) << text;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    EXPECT_EQ(rules[i].subjects, expected[i].subjects) << text;
    EXPECT_EQ(rules[i].run_as, expected[i].run_as) << text;
    EXPECT_EQ(rules[i].all_commands, expected[i].all_commands) << text;
    EXPECT_EQ(rules[i].no_password, expected[i].no_password) << text;
  }
}

TEST(Sudoers, StatesWhoMayBecomeWhom) {
  ExpectRules("root ALL=(ALL:ALL) ALL\n", {{{"root"}, {"ALL"}, true, false}});
  ExpectRules("%sudo\tALL=(ALL) NOPASSWD: ALL # all of them\n", {{{"%sudo"}, {"ALL"}, true, true}});
  ExpectRules("ubuntu ALL=(ALL) NOPASSWD:ALL", {{{"ubuntu"}, {"ALL"}, true, true}});
  ExpectRules("#1000, %#27 , a ALL = ALL", {{{"#1000", "%#27", "a"}, {}, true, false}});
  ExpectRules("a ALL=(www-data, #33) /usr/bin/x", {{{"a"}, {"www-data", "#33"}, false, false}});
  ExpectRules("ALL, !guest web1, 10.0.0.1 = /bin/x -a \\, \\: b",
              {{{"ALL", "!guest"}, {}, false, false}});
  ExpectRules("\"domain users\" ALL=ALL", {{{"domain users"}, {}, true, false}});
  ExpectRules("%domain\\ users ALL=ALL", {{{"%domain users"}, {}, true, false}});
  ExpectRules("%:others ALL=ALL", {{{"%:others"}, {}, true, false}});
}

TEST(Sudoers, PartsARuleWhereUsersOrPasswordsDiffer) {
  ExpectRules("a ALL=NOPASSWD: /bin/x, PASSWD: /bin/y, ALL",
              {{{"a"}, {}, false, true}, {{"a"}, {}, true, false}});
  ExpectRules("a ALL=(b) /bin/x, (c) NOPASSWD:SETENV: /bin/y : other=(root) ALL",
              {{{"a"}, {"b"}, false, false}, {{"a"}, {"c"}, false, true}, {{"a"}, {"root"}, true}});
  ExpectRules("a ALL=(root) CWD=/tmp TIMEOUT=5m NOPASSWD : sha224:abc= /bin/x, sudoedit /etc/y",
              {{{"a"}, {"root"}, false, true}});
}

TEST(Sudoers, StatesNothingWhereNoUserChangesOrAllIsForbidden) {
  ExpectRules("a ALL=(:docker) ALL", {});
  ExpectRules("a ALL=() ALL", {});
  ExpectRules("a ALL=!/bin/su", {});
  ExpectRules("a ALL=ALL, !ALL", {});
  ExpectRules("a ALL=ALL, !/bin/su", {{{"a"}, {}, true, false}});
}

TEST(Sudoers, WritesAliasesOut) {
  ExpectRules(
      "OPS ALL = (DB) NOPASSWD: TOOLS\n"
      "User_Alias OPS = alice, !NIGHT : NIGHT = bob, !carol\n"
      "Runas_Alias DB = postgres, \\\n  mysql\n"
      "Cmnd_Alias TOOLS = /bin/x, MORE\nCmd_Alias MORE = ALL\n"
      "Host_Alias H = 10.0.0.0/8\n",
      {{{"alice", "!bob", "carol"}, {"postgres", "mysql"}, true, true}});
  ExpectRules("UNKNOWN ALL=ALL", {{{"UNKNOWN"}, {}, true, false}});
}

TEST(Sudoers, PassesOverDefaultsIncludesAndBrokenLines) {
  ExpectRules(
      "Defaults env_reset\nDefaults:a !authenticate\n#include x\n#includedir /etc/sudoers.d\n"
      "@includedir /etc/sudoers.d\n\nnonsense\na b\n= ALL\na ALL=(\na ALL=(b ALL\n,a ALL=ALL\n",
      {});
}

TEST(Sudoers, KnowsTheLineWhereARuleBegins) {
  const auto rules = Parse("# a\n\na ALL = \\\r\n  NOPASSWD: \\\n ALL\nb ALL=ALL");
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].line, 3U);
  EXPECT_TRUE(rules[0].all_commands);
  EXPECT_EQ(rules[1].line, 6U);
}

TEST(Sudoers, OfFilesThatSudoDoesNotReadIsNothing) {
  EXPECT_EQ(Parse("a ALL=ALL", "etc/sudoers.d/90-cloud-init-users").size(), 1U);
  EXPECT_TRUE(Parse("a ALL=ALL", "etc/sudoers.d/a.bak").empty());
  EXPECT_TRUE(Parse("a ALL=ALL", "etc/sudoers.d/a~").empty());
  EXPECT_TRUE(Parse("a ALL=ALL", "etc/sudoers.d/.swp").empty());
}

TEST(Sudoers, BoundsAliasesThatGrowOrTurnInCircles) {
  std::string text = "User_Alias A = B, B : B = A, A\nA, u ALL = ALL\n";
  for (int i = 0; i < 1000; ++i) text += "A ALL = ALL\n";
  for (const SudoRuleFact& rule : Parse(text)) {
    EXPECT_LE(rule.subjects.size(), limits::kListItemsMax);
  }
  std::string bomb = "User_Alias A0 = x, y\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "A" + std::to_string(i - 1);
    bomb += "User_Alias A" + std::to_string(i) + " = " + before + ", " + before + "\n";
  }
  EXPECT_LE(Parse(bomb + "A29 ALL=ALL\n").size(), 1U);
  EXPECT_TRUE(Parse(std::string(1'000'000, '!')).empty());
  EXPECT_TRUE(Parse(std::string(1'000'000, ',')).empty());
  EXPECT_TRUE(Parse(std::string(1'000'000, '\n')).empty());
}

}  // namespace
}  // namespace keytrail::facts
