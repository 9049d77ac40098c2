#include "graph/joins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/graph/fleet.h"

namespace keytrail::graph {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(Keys, JoinHoldersWithTheAccountsThatListThem) {
  Fleet fleet;
  fleet.Machine("db").Account("db", "deploy", 1000).Authorize("db", "deploy", "a");
  fleet.Hold("web", "a");
  const auto keys = BuildKeys(fleet.input(), {1});
  ASSERT_THAT(keys, SizeIs(1));
  EXPECT_EQ(keys[0].public_key_fingerprint, "SHA256:a");
  EXPECT_EQ(keys[0].key_type, "ssh-ed25519");
  EXPECT_EQ(keys[0].bits, 256U);
  EXPECT_FALSE(keys[0].encrypted);
  ASSERT_THAT(keys[0].holders, SizeIs(1));
  EXPECT_EQ(keys[0].holders[0].machine_id, "web");
  EXPECT_EQ(keys[0].holders[0].path, "/k/1000/a");
  ASSERT_THAT(keys[0].accounts, SizeIs(1));
  EXPECT_EQ(keys[0].accounts[0].door.user, "deploy");
  EXPECT_EQ(keys[0].accounts[0].door.verdict, Verdict::kAllowed);
  EXPECT_EQ(keys[0].accounts[0].door.grade, Grade::kShell);
}

TEST(Keys, ListTheSamePrivateKeyOnceWithAllItsHolders) {
  Fleet fleet;
  fleet.Hold("c", "a");
  fleet.Hold("a", "a", 1000, /*encrypted=*/true);
  fleet.Hold("b", "a");
  const auto keys = BuildKeys(fleet.input(), {1});
  ASSERT_THAT(keys, SizeIs(1));
  ASSERT_THAT(keys[0].holders, SizeIs(3));
  EXPECT_EQ(keys[0].holders[0].machine_id, "a");
  EXPECT_EQ(keys[0].holders[2].machine_id, "c");
  EXPECT_FALSE(keys[0].encrypted) << "one copy is clear";
  EXPECT_THAT(keys[0].accounts, IsEmpty());
}

TEST(Keys, KeepBlockedAccountsAndThoseOfTheHolderItself) {
  Fleet fleet;
  fleet.Account("web", "deploy", 1000)
      .Authorize("web", "deploy", "a",
                 {{.name = "expiry-time", .has_value = true, .value = "19690101Z"}});
  fleet.Hold("web", "a");
  const auto keys = BuildKeys(fleet.input(), {1});
  ASSERT_THAT(keys, SizeIs(1));
  ASSERT_THAT(keys[0].accounts, SizeIs(1));
  EXPECT_EQ(keys[0].accounts[0].door.verdict, Verdict::kBlocked);
}

TEST(Keys, LeaveOutClosedSuppressedAndNamelessFindings) {
  Fleet fleet;
  fleet.Hold("web", "a");
  fleet.LastRow().status = FindingStatus::kResolved;
  fleet.Hold("web", "b").suppressed_by = "placeholder";
  fleet.Hold("web", "c").attributes.erase("public_key_fingerprint");
  EXPECT_THAT(BuildKeys(fleet.input(), {1}), IsEmpty());
}

// An encrypted key in PEM's own form says nothing of its public half.
Finding& HoldMute(Fleet& fleet, const std::string& machine, const std::string& key) {
  Finding& finding = fleet.Hold(machine, key, 1000, /*encrypted=*/true);
  finding.attributes = {{"encrypted", true}, {"format", std::string("pkcs1")}};
  return finding;
}

TEST(Keys, AreKnownByThePublicHalfBesideThem) {
  for (const std::string suffix : {".pub", "-cert.pub"}) {
    Fleet fleet;
    fleet.Account("db", "deploy", 1000).Authorize("db", "deploy", "a");
    const Finding finding = HoldMute(fleet, "web", "a");
    fleet.PublicHalf("web", finding.path + suffix, "a");
    const auto keys = BuildKeys(fleet.input(), {1});
    ASSERT_THAT(keys, SizeIs(1)) << suffix;
    EXPECT_EQ(keys[0].public_key_fingerprint, "SHA256:a");
    EXPECT_EQ(keys[0].key_type, "ssh-rsa");
    EXPECT_EQ(keys[0].bits, 3072U);
    EXPECT_TRUE(keys[0].encrypted);
    EXPECT_THAT(keys[0].accounts, SizeIs(1));
    const auto related = fleet.input().joins->RelatedOf(finding, {1});
    ASSERT_THAT(related, SizeIs(2));
    EXPECT_EQ(related[0].relation, "authorised_elsewhere");
    EXPECT_EQ(related[1].relation, "public_half");
    EXPECT_EQ(related[1].path, finding.path + suffix);
  }
}

TEST(Keys, AreNotKnownByThePublicHalfOfAnotherMachineOrFile) {
  Fleet fleet;
  const Finding finding = HoldMute(fleet, "web", "a");
  fleet.PublicHalf("db", finding.path + ".pub", "a").PublicHalf("web", "/elsewhere.pub", "a");
  EXPECT_THAT(BuildKeys(fleet.input(), {1}), IsEmpty());
  EXPECT_THAT(fleet.input().joins->RelatedOf(finding, {1}), IsEmpty());
}

TEST(Keys, ListThePlacesOfTheirPublicHalf) {
  Fleet fleet;
  fleet.Hold("web", "a");
  fleet.PublicHalf("web", "/b.pub", "a")
      .PublicHalf("desk", "/a.pub", "a")
      .PublicHalf("web", "/c", "other");
  const auto keys = BuildKeys(fleet.input(), {1});
  ASSERT_THAT(keys, SizeIs(1));
  ASSERT_THAT(keys[0].public_half_at, SizeIs(2));
  EXPECT_EQ(keys[0].public_half_at[0].machine_id, "desk");
  EXPECT_EQ(keys[0].public_half_at[1].path, "/b.pub");
}

TEST(Keys, SayThatEverybodyHasThem) {
  Fleet fleet;
  fleet.Hold("web", "a").attributes["known_public"] = true;
  fleet.Hold("web", "b");
  const auto keys = BuildKeys(fleet.input(), {1});
  ASSERT_THAT(keys, SizeIs(2));
  EXPECT_TRUE(keys[0].known_public);
  EXPECT_FALSE(keys[1].known_public);
}

TEST(Related, AreTheAccountsThatListTheKeyAndItsOtherPlaces) {
  Fleet fleet;
  fleet.Account("db", "deploy", 1000).Authorize("db", "deploy", "a");
  fleet.Hold("backup", "a");
  const std::string other_path = fleet.LastRow().finding.path;
  const Finding finding = fleet.Hold("web", "a");
  const auto related = fleet.input().joins->RelatedOf(finding, {1});
  ASSERT_THAT(related, SizeIs(2));
  EXPECT_EQ(related[0].relation, "authorised_elsewhere");
  EXPECT_EQ(related[0].machine_id, "db");
  EXPECT_EQ(related[0].user, "deploy");
  EXPECT_EQ(related[0].path, "/home/deploy/.ssh/authorized_keys");
  EXPECT_EQ(related[0].line, 1U);
  EXPECT_EQ(related[0].verdict, Verdict::kAllowed);
  EXPECT_EQ(related[1].relation, "same_private_key");
  EXPECT_EQ(related[1].machine_id, "backup");
  EXPECT_EQ(related[1].path, other_path);
  EXPECT_EQ(related[1].verdict, std::nullopt);
}

TEST(Related, AreNoneForOtherSecretsAndForKeysThatNobodyKnows) {
  Fleet fleet;
  const Finding secret = fleet.Secret("web", "/srv/.env", 1000, {});
  EXPECT_THAT(fleet.input().joins->RelatedOf(secret, {1}), IsEmpty());
  Fleet other;
  other.Machine("web");
  const Finding alone = other.Hold("desk", "z");
  EXPECT_THAT(other.input().joins->RelatedOf(alone, {1}), IsEmpty());
}

TEST(Related, StopAtTheirBound) {
  Fleet fleet;
  for (std::size_t i = 0; i < kRelatedMax + 10; ++i) fleet.Hold("m" + std::to_string(i), "a");
  const Finding finding = fleet.input().findings[0].finding;
  EXPECT_THAT(fleet.input().joins->RelatedOf(finding, {1}), SizeIs(kRelatedMax));
}

}  // namespace
}  // namespace keytrail::graph
