#include "scanner/facts/place.h"

#include <gtest/gtest.h>

namespace keytrail::facts {
namespace {

std::vector<FactPayload> ParseNothing(std::string_view /*text*/) { return {}; }

Place At(PlaceShape shape, std::string_view path) {
  return {.shape = shape, .path = path, .parser = &ParseNothing};
}

struct Case {
  PlaceShape shape;
  const char* place;
  const char* path;
  bool lies_there;
};

TEST(Place, TakesThePathsOfItsShapeOnly) {
  static constexpr Case kCases[] = {
      {PlaceShape::kExact, "etc/passwd", "etc/passwd", true},
      {PlaceShape::kExact, "etc/passwd", "etc/passwd-", false},
      {PlaceShape::kExact, "etc/passwd", "srv/etc/passwd", false},
      {PlaceShape::kTail, ".ssh/config", ".ssh/config", true},
      {PlaceShape::kTail, ".ssh/config", "home/u/.ssh/config", true},
      {PlaceShape::kTail, ".ssh/config", "home/u/x.ssh/config", false},
      {PlaceShape::kTail, ".ssh/config", "home/u/.ssh/config/x", false},
      {PlaceShape::kSuffix, ".pub", "root/key.pub", true},
      {PlaceShape::kSuffix, ".pub", "root/key.pubs", false},
      {PlaceShape::kFolder, "etc/ssh", "etc/ssh/sshd_config", true},
      {PlaceShape::kFolder, "etc/ssh", "etc/ssh/conf.d/x", false},
      {PlaceShape::kFolder, "etc/ssh", "etc/ssh", false},
      {PlaceShape::kFolder, "etc/ssh", "etc/ssh/", false},
      {PlaceShape::kFolder, "etc/ssh", "etc/sshd/x", false},
      {PlaceShape::kFolder, "etc/ssh", "srv/etc/ssh/x", false},
      {PlaceShape::kTree, "etc/ssh", "etc/ssh/x", true},
      {PlaceShape::kTree, "etc/ssh", "etc/ssh/a/b/x", true},
      {PlaceShape::kTree, "etc/ssh", "etc/ssh", false},
      {PlaceShape::kTree, "etc/ssh", "etc/ssh_x/y", false},
  };
  for (const Case& item : kCases) {
    EXPECT_EQ(LiesAt(At(item.shape, item.place), item.path), item.lies_there)
        << item.place << " " << item.path;
  }
}

TEST(Place, MayHaveAFurtherConditionOnThePath) {
  Place place = At(PlaceShape::kTree, "etc");
  place.accepts = [](std::string_view path) { return NameIn(path) == "x"; };
  EXPECT_TRUE(LiesAt(place, "etc/a/x"));
  EXPECT_FALSE(LiesAt(place, "etc/a/y"));
  EXPECT_FALSE(LiesAt(place, "usr/a/x"));
}

TEST(Place, HandsItsParserThePathWhereThatAsksForIt) {
  const Parser parser([](std::string_view path, std::string_view text) {
    return std::vector<FactPayload>{HostNameFact{std::string(path) + "=" + std::string(text)}};
  });
  const auto payloads = parser.Parse("etc/x", "text");
  ASSERT_EQ(payloads.size(), 1U);
  EXPECT_EQ(std::get<HostNameFact>(payloads[0]).name, "etc/x=text");
}

}  // namespace
}  // namespace keytrail::facts
