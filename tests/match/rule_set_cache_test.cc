#include "scanner/match/rule_set_cache.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "scanner/match/packed_rules.h"
#include "scanner/match/rule_file.h"
#include "scanner/match/rule_set_parts.h"
#include "tests/match/scan_support.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::match {
namespace {

using test_support::TemporaryDirectory;

constexpr std::string_view kPack =
    "provider: acme\n"
    "rules:\n"
    "  - id: acme.key\n"
    "    name: Key\n"
    "    description: Opens Acme.\n"
    "    secret_type: acme_key\n"
    "    family: token\n"
    "    confidence: high\n"
    "    severity: low\n"
    "    pattern: 'acme=(?P<secret>(?P<body>[a-z]{6})(?P<check>[0-9a-f]{8}))'\n"
    "    paths: ['*.env']\n"
    "    outside_paths: low\n"
    "    components:\n"
    "      - {name: host, pattern: 'host=(?P<host>[a-z]{1,9})', within_lines: 2}\n"
    "    checksum: {algorithm: crc32, encoding: hex, of: body, in: check}\n"
    "    stops: ['abcdef[0-9a-f]{8}']\n"
    "    validators: ['length:4']\n"
    "    constant_prefix: acme\n"
    "    target: service:acme.example\n"
    "    references: ['https://acme.example']\n"
    "    examples: [{text: 'host=a acme=abcdeg0'}]\n"
    "    negative_examples: [x]\n";

class RuleSetCacheTest : public ::testing::Test {
 protected:
  RuleSetCacheTest() {
    std::filesystem::permissions(cache_.path(), std::filesystem::perms::owner_all);
    Write(std::string(kPack));
  }
  void Write(const std::string& text) { std::ofstream(packs_ / "acme.yaml") << text; }
  std::shared_ptr<const RuleSet> Obtain() {
    auto set = ObtainRuleSet({.directories = {packs_.path()}, .only_ids = {}},
                             {.directory = cache_.path()});
    EXPECT_TRUE(set.ok()) << set.status();
    return *set;
  }
  std::string CachedFile() const {
    for (const auto& entry : std::filesystem::directory_iterator(cache_.path())) {
      if (entry.path().extension() == ".rules") return entry.path();
    }
    return "";
  }

  TemporaryDirectory packs_;
  TemporaryDirectory cache_;
};

TEST_F(RuleSetCacheTest, TheSecondTimeNothingIsParsed) {
  EXPECT_FALSE(Obtain()->from_cache());
  const auto second = Obtain();
  EXPECT_TRUE(second->from_cache());
  const Rule& rule = second->rules().at(0);
  EXPECT_EQ(rule.id, "acme.key");
  EXPECT_EQ(rule.target, "service:acme.example");
  EXPECT_TRUE(rule.examples.empty());
}

TEST_F(RuleSetCacheTest, BothWaysFindTheSame) {
  const std::string text = "host=abc\nacme=qwerty" + std::string("ffffffff") + " acme=zzzzzz";
  const auto first = Obtain();
  const auto second = Obtain();
  Matcher one(first);
  Matcher two(second);
  const auto matches = testing::ScanWhole(one, *first, text, "x.env").matches;
  EXPECT_EQ(matches.size(), 1U);
  EXPECT_EQ(testing::ScanWhole(two, *second, text, "x.env").matches, matches);
  EXPECT_TRUE(testing::ScanWhole(two, *second, text, "other").matches.empty());
}

TEST_F(RuleSetCacheTest, AChangedPackIsReadAnew) {
  Obtain();
  std::string changed(kPack);
  changed.replace(changed.find("severity: low"), 13, "severity: high");
  Write(changed);
  EXPECT_EQ(Obtain()->rules().at(0).severity, Severity::kHigh);
}

TEST_F(RuleSetCacheTest, ADamagedFileIsReplaced) {
  Obtain();
  const std::string file = CachedFile();
  ASSERT_FALSE(file.empty());
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  EXPECT_EQ(Obtain()->rules().size(), 1U);
  EXPECT_TRUE(Obtain()->from_cache());
}

TEST_F(RuleSetCacheTest, WithoutACacheTheRulesAreLoaded) {
  const auto set = ObtainRuleSet({.directories = {packs_.path()}, .only_ids = {}}, {});
  ASSERT_TRUE(set.ok());
  EXPECT_FALSE((*set)->from_cache());
  EXPECT_EQ(ObtainRuleSet({.directories = {packs_ / "none"}, .only_ids = {}}, {}).status().code(),
            StatusCode::kNotFound);
}

TEST(PackedRules, EndExactlyWhereTheyWereWritten) {
  auto read = ReadPatterns({testing::SimpleRule("t.a", "x(?P<secret>y)", {"length:1"})});
  ASSERT_TRUE(read.ok());
  const std::string bytes = PackRules(*read);
  ASSERT_TRUE(UnpackRules(bytes).ok());
  EXPECT_EQ(PackRules(*UnpackRules(bytes)), bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(UnpackRules(std::string_view(bytes).substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(UnpackRules(bytes + "x").ok());
}

}  // namespace
}  // namespace keytrail::match
