// The rule by which names from a disk may be repeated in public (base/text.h).
#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace keytrail {
namespace {

TEST(HarmlessLabel, IsANameAndNothingElse) {
  for (const std::string& label :
       {std::string("deploy@web-1"), std::string("app"), std::string("svc-prod-reporting-reader1"),
        std::string("i-0abcd1234567890ab"), std::string("root@ip-10-0-0-1"),
        std::string(128, 'a')}) {
    EXPECT_TRUE(IsHarmlessLabel(label)) << label;
  }
  for (const std::string& label :
       {std::string(), std::string("two words"), std::string("a=b"), std::string("line\n"),
        std::string("caf\xc3\xa9"), std::string("a/b"), std::string(129, 'a')}) {
    EXPECT_FALSE(IsHarmlessLabel(label)) << label;
  }
}

TEST(HarmlessLabel, IsNoToken) {
  const std::string letters(18, 'a');
  EXPECT_TRUE(IsHarmlessLabel(letters + "1")) << "a run of nineteen";
  EXPECT_FALSE(IsHarmlessLabel(letters + "z1"));
  EXPECT_FALSE(IsHarmlessLabel(letters + "aA"));
  EXPECT_FALSE(IsHarmlessLabel("user@" + letters + "z1"));
  EXPECT_TRUE(IsHarmlessLabel(letters + ".z1"));
}

}  // namespace
}  // namespace keytrail
