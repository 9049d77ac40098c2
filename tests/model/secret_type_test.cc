#include "model/secret_type.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace keytrail {
namespace {

constexpr SecretSurfaces kListed = {
    .inventory = true, .explorer = true, .recommendation = false, .attack_path = false};
constexpr SecretSurfaces kPursued = {
    .inventory = true, .explorer = true, .recommendation = true, .attack_path = true};

TEST(SecretTypes, AreFiftyTwoEachOnce) {
  std::set<std::string_view> slugs;
  std::uint8_t number = 0;
  for (const SecretType& type : SecretTypes()) {
    EXPECT_EQ(type.number, ++number);
    EXPECT_FALSE(type.title.empty()) << type.slug;
    slugs.insert(type.slug);
  }
  EXPECT_EQ(slugs.size(), 52U);
}

TEST(SecretTypes, TheFirstElevenMakeAttackPaths) {
  for (const SecretType& type : SecretTypes()) {
    EXPECT_EQ(type.surfaces, type.number <= 11 ? kPursued : kListed) << type.slug;
  }
}

TEST(SecretTypes, TheFirstThirtyFourAreLookedForOnMachines) {
  for (const SecretType& type : SecretTypes()) {
    EXPECT_EQ(type.on_machines, type.number <= 34) << type.slug;
  }
}

TEST(SecretTypes, AreFoundByTheirSlug) {
  const SecretType* type = FindSecretType("azure_storage_sas_token");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(type->number, 9);
  EXPECT_EQ(FindSecretType("acme_api_key"), nullptr);
  EXPECT_EQ(FindSecretType(""), nullptr);
}

TEST(SecretTypes, BeyondTheCatalogueShowInTheInventoryAndTheExplorer) {
  EXPECT_EQ(SurfacesOf("acme_api_key"), kListed);
  EXPECT_EQ(SurfacesOf("ssh_private_key"), kPursued);
}

TEST(SecretTypes, GenericOnesAreToldByTheirName) {
  EXPECT_TRUE(IsGenericSecretType("generic_password"));
  EXPECT_FALSE(IsGenericSecretType("user_login_credentials"));
}

}  // namespace
}  // namespace keytrail
