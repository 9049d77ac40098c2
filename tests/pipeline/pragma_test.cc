#include "scanner/pipeline/pragma.h"

#include <gtest/gtest.h>

#include <string>

#include "base/digest.h"

namespace keytrail::pipeline {
namespace {

// Whether what stands in brackets is allowed for "acme.key".
bool Allowed(const std::string& marked) {
  const std::size_t begin = marked.find('[');
  const std::size_t end = marked.find(']') - 1;
  std::string text = marked;
  text.erase(text.find(']'), 1).erase(begin, 1);
  return IsAllowed(AsBytes(text), {.begin = begin, .end = end}, "acme.key");
}

TEST(Pragma, AllowsTheSecretOnItsLine) {
  EXPECT_TRUE(Allowed("k = [secret] # keytrail:allow"));
  EXPECT_TRUE(Allowed("/* keytrail:allow */ k = [secret]\nnext"));
  EXPECT_TRUE(Allowed("k = [secret] // keytrail:allow, for tests"));
  EXPECT_TRUE(Allowed("[line one\nline two] # keytrail:allow"));
  EXPECT_FALSE(Allowed("k = [secret]"));
}

TEST(Pragma, AllowsNoOtherLine) {
  EXPECT_FALSE(Allowed("# keytrail:allow\nk = [secret]\n"));
  EXPECT_FALSE(Allowed("k = [secret]\n# keytrail:allow\n"));
  EXPECT_FALSE(Allowed("k = [secret # keytrail:allow]"));
}

TEST(Pragma, AllowsOnlyTheRuleThatItNames) {
  EXPECT_TRUE(Allowed("k = [secret] # keytrail:allow acme.key"));
  EXPECT_FALSE(Allowed("k = [secret] # keytrail:allow acme.other"));
  EXPECT_FALSE(Allowed("k = [secret] # keytrail:allow acme.keys"));
  EXPECT_TRUE(Allowed("k = [secret] # keytrail:allow acme.other keytrail:allow acme.key"));
}

TEST(Pragma, ReachesNoFurtherThanItSays) {
  EXPECT_TRUE(Allowed("[s]" + std::string(kPragmaReachBytes - 14, ' ') + "keytrail:allow"));
  EXPECT_FALSE(Allowed("[s]" + std::string(kPragmaReachBytes - 13, ' ') + "keytrail:allow"));
  EXPECT_FALSE(Allowed("keytrail:allow" + std::string(kPragmaReachBytes, ' ') + "[s]"));
}

}  // namespace
}  // namespace keytrail::pipeline
