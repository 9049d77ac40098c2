#include "scanner/match/path_globs.h"

#include <gtest/gtest.h>

namespace keytrail::match {
namespace {

bool Matches(const std::string& glob, const std::string& path) {
  EXPECT_TRUE(CheckGlob(glob).ok()) << glob;
  PathGlobs globs;
  globs.Add(glob, 7);
  const std::vector<std::size_t> rules = globs.RulesFor(path);
  EXPECT_TRUE(rules.empty() || rules == std::vector<std::size_t>{7});
  return !rules.empty();
}

TEST(PathGlobs, CompareTrailingParts) {
  EXPECT_TRUE(Matches(".netrc", "/home/a/.netrc"));
  EXPECT_TRUE(Matches(".netrc", ".netrc"));
  EXPECT_FALSE(Matches(".netrc", "/home/a/x.netrc"));
  EXPECT_TRUE(Matches(".docker/config.json", "/root/.docker/config.json"));
  EXPECT_FALSE(Matches(".docker/config.json", "/root/docker/config.json"));
  EXPECT_FALSE(Matches(".docker/config.json", "config.json"));
}

TEST(PathGlobs, KeepWildcardsWithinAPart) {
  EXPECT_TRUE(Matches("*.tfstate", "/srv/infra/prod.tfstate"));
  EXPECT_FALSE(Matches("*.tfstate", "/srv/prod.tfstate/readme"));
  EXPECT_TRUE(Matches(".env.*", "/srv/app/.env.local"));
  EXPECT_TRUE(Matches("wp-config*.php", "/var/www/wp-config-old.php"));
  EXPECT_TRUE(Matches("cron.d/*", "/etc/cron.d/backup"));
  EXPECT_FALSE(Matches("cron.d/*", "/etc/cron.d/sub/backup"));
  EXPECT_TRUE(Matches("application-?.yml", "application-a.yml"));
  EXPECT_TRUE(Matches("*.tar.gz", "a.b.tar.gz"));
}

TEST(PathGlobs, LetTwoStarsStandForAnyParts) {
  EXPECT_TRUE(Matches("etc/**/*.conf", "/etc/x.conf"));
  EXPECT_TRUE(Matches("etc/**/*.conf", "/mnt/etc/a/b/c/x.conf"));
  EXPECT_FALSE(Matches("etc/**/*.conf", "/usr/a/x.conf"));
}

TEST(PathGlobs, MatchInEitherCaseAndWithBackslashes) {
  EXPECT_TRUE(Matches("web.config", "C:\\inetpub\\Web.Config"));
  EXPECT_TRUE(Matches("Panther/unattend.xml", "/Windows/panther/Unattend.XML"));
}

TEST(PathGlobs, TakeEitherNameOfABrace) {
  EXPECT_TRUE(Matches("*.{yml,yaml}", "/srv/a.yml"));
  EXPECT_TRUE(Matches("*.{yml,yaml}", "/srv/a.yaml"));
  EXPECT_FALSE(Matches("*.{yml,yaml}", "/srv/a.json"));
  EXPECT_TRUE(Matches("{conf,config}/{,*-}db.{ini,cfg}", "/srv/config/my-db.cfg"));
  EXPECT_TRUE(Matches("{conf,config}/{,*-}db.{ini,cfg}", "/srv/conf/db.ini"));
  EXPECT_TRUE(Matches("{etc/app,.app}/key", "/home/a/.app/key"));
  EXPECT_FALSE(Matches("{etc/app,.app}/key", "/home/app/key"));
}

TEST(PathGlobs, RefuseBracesThatAreNotPlain) {
  for (const std::string glob : {"*.{yml", "*.yml}", "{a}", "{}", "{a,{b,c}}", "{a,**}", "}{"}) {
    EXPECT_FALSE(CheckGlob(glob).ok()) << glob;
  }
}

TEST(PathGlobs, BoundWhatBracesMultiplyTo) {
  EXPECT_TRUE(CheckGlob("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}").ok());
  EXPECT_FALSE(CheckGlob("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}").ok());
}

TEST(PathGlobs, RefuseWhatWouldBranch) {
  for (const std::string glob : {"", "/", "**", "a/**", "**/a", "a/**/b/**/c"}) {
    EXPECT_FALSE(CheckGlob(glob).ok()) << glob;
  }
}

TEST(PathGlobs, NameEachRuleOnce) {
  PathGlobs globs;
  globs.Add("*.json", 3);
  globs.Add("config.json", 3);
  globs.Add("c*.json", 1);
  EXPECT_EQ(globs.RulesFor("/a/config.json"), (std::vector<std::size_t>{1, 3}));
  EXPECT_TRUE(globs.RulesFor("/a/config.yaml").empty());
  EXPECT_TRUE(globs.RulesFor("").empty());
}

}  // namespace
}  // namespace keytrail::match
