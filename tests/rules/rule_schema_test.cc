// The schema for editors says what the loader does.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <set>

#include "scanner/match/rule_pack.h"
#include "scanner/match/validators.h"

namespace keytrail::match {
namespace {

// JSON is YAML.
YAML::Node RuleSchema() {
  return YAML::LoadFile(KEYTRAIL_SOURCE_DIR "/rules/schema.json")["definitions"]["rule"];
}

std::set<std::string> KeysOf(const YAML::Node& map) {
  std::set<std::string> keys;
  for (const auto& entry : map) keys.insert(entry.first.Scalar());
  return keys;
}

TEST(RuleSchema, KnowsTheKeysThatTheLoaderKnows) {
  const std::string unknown = "provider: acme\nrules:\n  - no_such_key: x\n";
  const RulePack pack = ParseRulePack(unknown, "acme.yaml");
  ASSERT_FALSE(pack.problems.empty());
  constexpr std::string_view kBeginning = "the keys are ";
  const std::string& how = pack.problems.front().how;
  ASSERT_TRUE(how.starts_with(kBeginning)) << how;
  std::set<std::string> known;
  std::string word;
  for (const char c : how.substr(kBeginning.size()) + ",") {
    if (c == ',') known.insert(std::exchange(word, ""));
    if (c != ',' && c != ' ') word.push_back(c);
  }
  EXPECT_EQ(KeysOf(RuleSchema()["properties"]), known);
}

TEST(RuleSchema, RequiresWhatTheLoaderRequires) {
  const YAML::Node schema = RuleSchema();
  for (const YAML::Node& key : schema["required"]) {
    EXPECT_TRUE(schema["properties"][key.Scalar()]) << key.Scalar();
  }
  for (const std::string optional :
       {"version", "parser", "width_max", "paths", "outside_paths", "components", "validators",
        "checksum", "stops", "constant_prefix", "target", "specificity", "reviewed", "lost_in"}) {
    for (const YAML::Node& key : schema["required"]) EXPECT_NE(key.Scalar(), optional);
  }
  EXPECT_EQ(schema["required"].size() + 14, schema["properties"].size());
}

TEST(RuleSchema, NamesTheParsersTheTargetsAndTheValidators) {
  const YAML::Node properties = RuleSchema()["properties"];
  EXPECT_EQ(properties["parser"]["enum"].as<std::vector<std::string>>(),
            std::vector<std::string>(kSecretParsers.begin(), kSecretParsers.end()));
  for (const std::string_view target : kTargetResolvers) {
    EXPECT_NE(properties["target"]["pattern"].Scalar().find(target), std::string::npos) << target;
  }
  const std::string pattern = properties["validators"]["items"]["pattern"].Scalar();
  for (const std::string& name : ValidatorNames()) {
    EXPECT_NE(pattern.find(name), std::string::npos) << name;
  }
}

TEST(RuleSchema, AcceptsTheKeysOfEveryShippedRule) {
  const std::set<std::string> known = KeysOf(RuleSchema()["properties"]);
  std::size_t rules = 0;
  for (const auto& entry : std::filesystem::directory_iterator(KEYTRAIL_SOURCE_DIR "/rules")) {
    if (entry.path().extension() != ".yaml") continue;
    for (const YAML::Node& rule : YAML::LoadFile(entry.path().string())["rules"]) {
      for (const std::string& key : KeysOf(rule)) EXPECT_TRUE(known.contains(key)) << key;
      ++rules;
    }
  }
  EXPECT_GT(rules, 0U);
}

}  // namespace
}  // namespace keytrail::match
