#include "scanner/secret/known_keys.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "scanner/secret/pem_key.h"
#include "tests/secret/key_files.h"

namespace keytrail::secret {
namespace {

std::optional<KnownKeyUse> UseOf(const KnownKeys& known, const std::string& key_path) {
  const auto key = ParsePemKey(AsBytes(ReadFile(key_path)));
  return known.Find(Sha256(key->canonical_secret.view()));
}

TEST(KnownKeys, AreNamedByFingerprintOrPublicKey) {
  KeyFiles files;
  const std::string one = files.MakeSshKey({"-t", "ed25519"});
  const std::string two = files.MakeSshKey({"-t", "rsa", "-b", "2048"});
  const std::string three = files.MakeSshKey({"-t", "ecdsa"});
  const std::string other = files.MakeSshKey({"-t", "ed25519"});
  const std::string list = "# ours\n\nauthorised " + files.Fingerprint(one) +
                           " of the appliance\r\n" + ReadFile(two + ".pub") +
                           "  test\tfrom=\"10.0.0.1\" " + ReadFile(three + ".pub");
  const auto known = KnownKeys::Parse(list, "list");
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(UseOf(*known, one), KnownKeyUse::kAuthorised);
  EXPECT_EQ(UseOf(*known, two), KnownKeyUse::kAuthorised);
  EXPECT_EQ(UseOf(*known, three), KnownKeyUse::kTest);
  EXPECT_EQ(UseOf(*known, other), std::nullopt);
}

TEST(KnownKeys, OfAListWithABadLineAreRefusedWithItsPlace) {
  for (const std::string line : {"test", "SHA256:short", "ssh-rsa", "ssh-rsa AAAA", "MD5:aa:bb"}) {
    const auto known = KnownKeys::Parse("# comment\n" + line + "\n", "list.txt");
    ASSERT_FALSE(known.ok()) << line;
    EXPECT_NE(MessageOf(known.status()).find("list.txt:2"), std::string::npos);
  }
}

TEST(KnownKeys, AreThoseOfTheShippedListAndTheOperators) {
  KeyFiles files;
  const std::string key = files.MakeSshKey({"-t", "ed25519"});
  std::ofstream(files.Path("list")) << files.Fingerprint(key) << "\n";
  const std::string list = KEYTRAIL_SOURCE_DIR "/rules/known-public-keys.txt";
  const auto shipped = KnownKeys::Load({list});
  ASSERT_TRUE(shipped.ok()) << shipped.status();
  EXPECT_GE(shipped->size(), 30U);
  EXPECT_EQ(UseOf(*shipped, key), std::nullopt);
  const auto both = KnownKeys::Load({list, files.Path("list")});
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->size(), shipped->size() + 1);
  EXPECT_EQ(UseOf(*both, key), KnownKeyUse::kAuthorised);
  EXPECT_EQ(KnownKeys::Load({files.Path("missing")}).status().code(), StatusCode::kNotFound);
}

// The public half of Vagrant's insecure key, as its repository has it.
TEST(KnownKeys, HoldTheOneOfVagrant) {
  const auto known = KnownKeys::Load({KEYTRAIL_SOURCE_DIR "/rules/known-public-keys.txt"});
  ASSERT_TRUE(known.ok()) << known.status();
  const auto blob =
      Base64Decode("AAAAC3NzaC1lZDI1NTE5AAAAIN1YdxBpNlzxDqfJyw/QKow1F+wvG9hXGoqiysfJOn5Y");
  EXPECT_EQ(known->Find(Sha256(*blob)), KnownKeyUse::kAuthorised);
}

}  // namespace
}  // namespace keytrail::secret
