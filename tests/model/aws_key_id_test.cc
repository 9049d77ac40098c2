#include "model/aws_key_id.h"

#include <gtest/gtest.h>

namespace keytrail {
namespace {

// The first two are published as worked examples of the decoding.
TEST(AwsKeyId, HoldsItsAccount) {
  EXPECT_EQ(AwsAccountOf("ASIAY34FZKBOKMUTVV7A"), "609629065308");
  EXPECT_EQ(AwsAccountOf("ASIAQNZGKIQY56JQ7WML"), "029608264753");
  EXPECT_EQ(AwsAccountOf("AKIAIOSFODNN7EXAMPLE"), std::nullopt) << "holds no account";
  EXPECT_EQ(AwsAccountOf("AKIAI44QH8DHBEXAMPLE"), std::nullopt) << "holds no account";
  EXPECT_EQ(AwsAccountOf("AKIAJ34FZKBOKMUTVV7A"), std::nullopt) << "holds no account";
  EXPECT_EQ(AwsAccountOf("AKIAY34FZKBOKMUTVV7"), std::nullopt) << "too short";
  EXPECT_EQ(AwsAccountOf("AROAY34FZKBOKMUTVV7A"), std::nullopt) << "a role's id";
  EXPECT_EQ(AwsAccountOf("AKIAY04FZKBOKMUTVV7A"), std::nullopt) << "no base32";
  EXPECT_EQ(AwsAccountOf("AKIA"), std::nullopt);
}

}  // namespace
}  // namespace keytrail
