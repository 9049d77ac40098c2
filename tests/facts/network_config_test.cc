#include "scanner/facts/network_config.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "scanner/facts/mounts.h"

namespace keytrail::facts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> AddressesIn(const std::vector<FactPayload>& facts) {
  std::vector<std::string> addresses;
  for (const FactPayload& fact : facts) addresses.push_back(std::get<AddressFact>(fact).address);
  return addresses;
}

TEST(NetworkConfig, OfHostsAreTheOwnNamesAndTheAddressesThatCarryThem) {
  const auto facts = ParseHosts(
      "127.0.0.1 localhost\n127.0.1.1\tweb-1.example.net web-1 # own\n"
      "::1 ip6-localhost ip6-loopback\n10.0.0.4 web-1\n10.0.0.9 db-1\n#10.0.0.7 web-1\n");
  EXPECT_THAT(AddressesIn(facts), ElementsAre("web-1.example.net", "web-1", "10.0.0.4"));
  EXPECT_TRUE(std::get<AddressFact>(facts[0]).is_name);
  EXPECT_FALSE(std::get<AddressFact>(facts[2]).is_name);
  EXPECT_EQ(std::get<AddressFact>(facts[2]).source, "hosts");
  EXPECT_THAT(ParseHosts("10.0.0.9 db-1\n127.0.0.1 localhost\n"), IsEmpty());
}

TEST(NetworkConfig, OfInterfacesAreTheStaticAddresses) {
  EXPECT_THAT(AddressesIn(ParseInterfaces("auto eth0\niface eth0 inet static\n"
                                          "  address 10.0.0.4/24\n  gateway 10.0.0.1\n"
                                          "iface eth0 inet6 static\n\taddress 2001:db8:0::4\n"
                                          "iface lo inet loopback\n  address 127.0.0.1\n")),
              ElementsAre("10.0.0.4", "2001:db8::4"));
}

TEST(NetworkConfig, OfNetplanAreTheAddressesButNotThoseOfNameServers) {
  EXPECT_THAT(
      AddressesIn(ParseNetplan("network:\n  ethernets:\n    eth0:\n"
                               "      addresses:\n        - 10.0.0.4/24 # own\n"
                               "        - \"2001:db8::4/64\":\n            label: x\n"
                               "      nameservers:\n        search: [a]\n"
                               "        addresses: [8.8.8.8, 1.1.1.1]\n"
                               "      routes:\n        - to: 0.0.0.0/0\n"
                               "          via: 10.0.0.1\n"
                               "    eth1:\n      addresses: [10.1.0.4/24, '10.1.0.5/24']\n")),
      ElementsAre("10.0.0.4", "2001:db8::4", "10.1.0.4", "10.1.0.5"));
}

TEST(NetworkConfig, OfTheOtherManagersAreTheirAddresses) {
  EXPECT_THAT(AddressesIn(ParseNetworkd("[Match]\nName=eth0\n[Network]\nAddress=10.0.0.4/24\n"
                                        "Gateway=10.0.0.1\n[Address]\nAddress = 10.0.0.5/24\n")),
              ElementsAre("10.0.0.4", "10.0.0.5"));
  EXPECT_THAT(AddressesIn(ParseIfcfg("IPADDR=\"10.0.0.4\"\nIPADDR1='10.0.0.5/24'\nDNS1=8.8.8.8\n"
                                     "IPV6ADDR=2001:db8::4/64\nIPADDR_START=10.0.0.9\n")),
              ElementsAre("10.0.0.4", "10.0.0.5", "2001:db8::4"));
  EXPECT_THAT(AddressesIn(ParseKeyfile("[wifi-security]\npsk=10.0.0.99\n[ipv4]\n"
                                       "address1=10.0.0.4/24,10.0.0.1\naddresses=x\n")),
              ElementsAre("10.0.0.4"));
}

TEST(NetworkConfig, OfLeasesAreTheAddressesGiven) {
  EXPECT_THAT(AddressesIn(ParseDhcpLease("lease {\n  interface \"eth0\";\n"
                                         "  fixed-address 10.0.0.4;\n"
                                         "  option dhcp-server-identifier 10.0.0.1;\n}\n")),
              ElementsAre("10.0.0.4"));
  EXPECT_THAT(AddressesIn(ParseDhcpLease("ADDRESS=10.0.0.5\nROUTER=10.0.0.1\n")),
              ElementsAre("10.0.0.5"));
}

TEST(NetworkConfig, DropsWhatTellsNoMachineAndWhatIsNoAddress) {
  for (const std::string address :
       {"127.0.0.1", "169.254.1.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1",
        "::", "fe80::1/64", "ff02::1", "dhcp", "10.0.0", "10.0.0.256", "$(id)", ""}) {
    EXPECT_THAT(ParseInterfaces("address " + address + "\n"), IsEmpty()) << address;
  }
  for (const std::string name : {"localhost", "localhost.localdomain", "a;b", "-x", "1.2.3.4"}) {
    EXPECT_THAT(ParseHosts("127.0.1.1 " + name + "\n"), IsEmpty()) << name;
  }
}

TEST(NetworkConfig, GivesEachAddressOnceAndNotTooMany) {
  std::string text = "address 10.0.0.4\naddress 10.0.0.4/24\n";
  EXPECT_EQ(ParseInterfaces(text).size(), 1U);
  for (int i = 0; i < 1000; ++i) {
    text += "address 10.1." + std::to_string(i / 250) + "." + std::to_string(1 + i % 250) + "\n";
  }
  EXPECT_EQ(ParseInterfaces(text).size(), limits::kAddressesPerFileMax);
}

TEST(Mounts, AreThoseOfFstabWithoutTheirOptions) {
  const auto facts = ParseMounts(
      "# comment\nUUID=1-2 / ext4 defaults 0 1\n/dev/sdb1\t/srv/a\\040b xfs\n"
      "UUID=3 none swap sw 0 0\nfiler:/export /home nfs4 rw,password=x\n"
      "//u:word@host/share /mnt/s cifs password=x\nshort\n");
  ASSERT_EQ(facts.size(), 4U);
  EXPECT_EQ(std::get<MountFact>(facts[0]).device, "UUID=1-2");
  EXPECT_EQ(std::get<MountFact>(facts[0]).file_system, "ext4");
  EXPECT_EQ(std::get<MountFact>(facts[1]).mount_point, "/srv/a b");
  EXPECT_EQ(std::get<MountFact>(facts[2]).device, "filer:/export");
  EXPECT_EQ(std::get<MountFact>(facts[3]).device, "") << "it holds a password";
}

}  // namespace
}  // namespace keytrail::facts
