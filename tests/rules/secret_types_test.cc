// The shipped rules and the catalogue of secret types agree.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "model/secret_type.h"
#include "scanner/match/rule_pack.h"

namespace keytrail::match {
namespace {

std::set<std::string> TypesOfShippedRules() {
  const RulePack pack = LoadRulePack({.directories = {KEYTRAIL_SOURCE_DIR "/rules"}, .files = {}});
  std::set<std::string> slugs;
  for (const Rule& rule : pack.rules) slugs.insert(rule.secret_type);
  return slugs;
}

// One slug a line.
std::set<std::string> FurtherTypes() {
  std::ifstream file(KEYTRAIL_SOURCE_DIR "/tests/rules/further_secret_types.txt");
  std::set<std::string> slugs;
  for (std::string line; std::getline(file, line);) slugs.insert(line);
  return slugs;
}

TEST(ShippedRules, FindEverySecretTypeOfTheCatalogue) {
  const std::set<std::string> found = TypesOfShippedRules();
  for (const SecretType& type : SecretTypes()) {
    EXPECT_TRUE(found.contains(std::string(type.slug))) << type.slug;
  }
}

TEST(ShippedRules, NameNoSecretTypeThatNobodyKnows) {
  const std::set<std::string> further = FurtherTypes();
  for (const std::string& slug : TypesOfShippedRules()) {
    EXPECT_NE(FindSecretType(slug) != nullptr, further.contains(slug))
        << slug
        << " is in neither list, or in both: a misspelt type reaches nobody; a new one goes "
        << "into tests/rules/further_secret_types.txt";
  }
}

TEST(ShippedRules, UseEveryFurtherSecretType) {
  const std::set<std::string> found = TypesOfShippedRules();
  for (const std::string& slug : FurtherTypes()) EXPECT_TRUE(found.contains(slug)) << slug;
}

}  // namespace
}  // namespace keytrail::match
