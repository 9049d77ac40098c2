#include "scanner/facts/cloud_instance.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace keytrail::facts {
namespace {

template <typename T>
std::vector<T> Of(const std::vector<FactPayload>& facts) {
  std::vector<T> chosen;
  for (const FactPayload& fact : facts) {
    if (const auto* payload = std::get_if<T>(&fact)) chosen.push_back(*payload);
  }
  return chosen;
}

TEST(CloudInstance, IsWhatCloudInitLeftOfTheMetadata) {
  const auto facts = ParseInstanceData(
      "{\"ds\": {\"dynamic\": {\"instance-identity\": {\"document\": {\"accountId\": "
      "\"123456789012\"}}}, \"meta_data\": {\"local-ipv4\": \"10.0.0.4\", \"public-ipv4\": "
      "\"203.0.113.9\", \"user\\\"data\": \"a\\\\\"}}, \"v1\": {\"cloud_name\": \"aws\", "
      "\"instance_id\": \"i-0abc\", \"local_hostname\": \"ip-10-0-0-4.ec2.internal\", \"region\": "
      "\"eu-west-1\", \"subplatform\": null}}");
  const auto instances = Of<CloudInstanceFact>(facts);
  ASSERT_EQ(instances.size(), 1U);
  EXPECT_EQ(instances[0].cloud, "aws");
  EXPECT_EQ(instances[0].instance_id, "i-0abc");
  EXPECT_EQ(instances[0].region, "eu-west-1");
  EXPECT_EQ(instances[0].account, "123456789012");
  const auto addresses = Of<AddressFact>(facts);
  ASSERT_EQ(addresses.size(), 3U);
  EXPECT_EQ(addresses[0].address, "10.0.0.4");
  EXPECT_EQ(addresses[1].address, "203.0.113.9");
  EXPECT_EQ(addresses[2].address, "ip-10-0-0-4.ec2.internal");
  EXPECT_TRUE(addresses[2].is_name);
}

TEST(CloudInstance, IsNothingWhereTheTextIsNone) {
  for (const std::string text :
       {"", "{", "\"", "\"cloud_name\"", "\"cloud_name\":", "\"cloud_name\": \"aws",
        "\"cloud_name\": \"a b; c\"", "\"cloud_name\": 7", "\"\\", "{\"a\":\"\\"}) {
    EXPECT_TRUE(ParseInstanceData(text).empty()) << text;
  }
  EXPECT_TRUE(ParseInstanceId("two words\n").empty());
  EXPECT_TRUE(ParseInstanceId("iid-datasource-none\n").empty());
  EXPECT_TRUE(ParseCloudInitResult("{\"datasource\": \"DataSourceNone\"}").empty());
  EXPECT_TRUE(ParseOvfEnvironment("<x/>").empty());
  EXPECT_TRUE(ParseGoogleInstance("[Instance]\ninstance_id=\n").empty());
}

TEST(CloudInstance, IsNamedByEachOfTheAgentsFiles) {
  EXPECT_EQ(Of<CloudInstanceFact>(ParseInstanceId("i-0abc\n")).at(0).instance_id, "i-0abc");
  EXPECT_EQ(Of<CloudInstanceFact>(
                ParseCloudInitResult("{\"v1\": {\"datasource\": \"DataSourceEc2Local\"}}"))
                .at(0)
                .cloud,
            "aws");
  EXPECT_EQ(Of<AddressFact>(ParseCloudInitNetwork("{\"address\": \"10.0.0.4/24\"}")).at(0).address,
            "10.0.0.4");
  const auto google = Of<CloudInstanceFact>(ParseGoogleInstance("instance_id = 42\n"));
  EXPECT_EQ(google.at(0).instance_id, "42");
}

TEST(CloudInstance, OfAzureTakesTheNameAndNotThePassword) {
  const std::string word = "Word" + std::to_string(4711);
  const auto facts = ParseOvfEnvironment("<ns1:UserPassword>" + word +
                                         "</ns1:UserPassword><ns1:HostName>Web-1</ns1:HostName>");
  EXPECT_EQ(Of<AddressFact>(facts).at(0).address, "web-1");
  EXPECT_EQ(Of<CloudInstanceFact>(facts).at(0).cloud, "azure");
  EXPECT_EQ(facts.size(), 2U);
}

}  // namespace
}  // namespace keytrail::facts
