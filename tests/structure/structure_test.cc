// The rules of docs/architecture.md, applied to this tree.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules.h"

namespace keytrail::structure {
namespace {

using ::testing::IsEmpty;

const std::vector<std::string> kSources = {".h", ".cc"};

std::vector<SourceFile> Load(const std::vector<std::string>& endings) {
  return LoadTree(KEYTRAIL_SOURCE_DIR, endings);
}

TEST(Tree, IsFoundAtAll) {
  EXPECT_GT(Load(kSources).size(), 100U);
  EXPECT_GT(Load({"CMakeLists.txt"}).size(), 10U);
}

TEST(Rooms, IncludeOnlyRoomsBelowThem) { EXPECT_THAT(CheckArrows(Load(kSources)), IsEmpty()); }

TEST(Rooms, LinkOnlyRoomsBelowThem) {
  EXPECT_THAT(CheckLinkedRooms(Load({"CMakeLists.txt"})), IsEmpty());
}

TEST(ThirdPartyLibraries, AreIncludedOnlyInTheirRooms) {
  EXPECT_THAT(CheckThirdParty(Load(kSources)), IsEmpty());
}

TEST(Headers, AreIncludedBySomeone) { EXPECT_THAT(CheckLonelyHeaders(Load(kSources)), IsEmpty()); }

TEST(Tests, AreAllBuilt) {
  EXPECT_THAT(CheckRegisteredTests(Load(kSources), Load({"CMakeLists.txt"})), IsEmpty());
}

TEST(Lengths, StayWithinTheLimits) { EXPECT_THAT(CheckLengths(Load(kSources), {}), IsEmpty()); }

TEST(Leftovers, AreNone) {
  EXPECT_THAT(CheckLeftovers(Load({".h", ".cc", ".proto", ".yaml", ".md", ".txt", ".cmake", "dev",
                                   "make-fleet", ".sh", ".broken"})),
              IsEmpty());
}

TEST(Blobs, StaySmall) {
  constexpr std::size_t kBlobBytesMax = 256 * 1024;
  EXPECT_THAT(CheckBlobSizes(ListSizes(KEYTRAIL_SOURCE_DIR), kBlobBytesMax), IsEmpty());
}

TEST(RulePacks, BringTheirOwnProof) {
  const std::vector<SourceFile> packs =
      LoadTree(std::string(KEYTRAIL_SOURCE_DIR) + "/rules", {".yaml"});
  EXPECT_FALSE(packs.empty());
  EXPECT_THAT(CheckRulePacks(packs), IsEmpty());
}

}  // namespace
}  // namespace keytrail::structure
