// The fuzz target of what tells a machine's identity as an ordinary test.
#include <gtest/gtest.h>

#include <string>

#include "base/digest.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"

namespace keytrail::fuzz {
namespace {

constexpr std::uint64_t kSeed = 20261124;
constexpr int kParsers = 18;
constexpr int kMutationsPerText = 200;

constexpr const char* kTexts[] = {
    "UUID=1-2 /a\\040b ext4 defaults 0 1\nfiler:/x /home nfs4 rw\n",
    "127.0.1.1 web-1.example.net web-1\n10.0.0.4 web-1\n",
    "iface eth0 inet static\n  address 10.0.0.4/24\n",
    "network:\n  ethernets:\n    eth0:\n      addresses: [10.0.0.4/24, \"2001:db8::4/64\"]\n"
    "      nameservers:\n        addresses:\n          - 8.8.8.8\n",
    "[Network]\nAddress=10.0.0.4/24\nIPADDR0='10.0.0.5'\naddress1=10.0.0.6/24,10.0.0.1\n",
    "lease {\n  fixed-address 10.0.0.4;\n}\nADDRESS=10.0.0.5\n",
    "{\"v1\": {\"cloud_name\": \"aws\", \"instance_id\": \"i-0abc\", \"x\\\"y\": \"\\\\\"}, "
    "\"local-ipv4\": \"10.0.0.4\", \"datasource\": \"DataSourceEc2Local\"}",
    "<ns1:HostName>web-1</ns1:HostName>\ninstance_id = 42\n",
    "OpenSSH_6.6*,OpenSSH_9.2p1 Debian-2+deb12u3\n",
    "Package: openssh-server\nStatus: install ok installed\nVersion: 1:9.2p1-2\n\n"
    "P:openssh-server\nV:9.7_p1-r4\n"};

TEST(FuzzReplay, DamagedIdentityFilesStatePlainWordsOnly) {
  RecordProperty("seed", std::to_string(kSeed));
  Mutator mutator(kSeed);
  for (int parser = 0; parser < kParsers; ++parser) {
    for (const std::string text : kTexts) {
      const std::string choice(1, static_cast<char>(parser));
      FuzzIdentity(AsBytes(choice + text));
      for (int i = 0; i < kMutationsPerText; ++i) {
        const std::string damaged = choice + mutator.Mutate(text);
        FuzzIdentity(AsBytes(damaged));
      }
    }
  }
}

}  // namespace
}  // namespace keytrail::fuzz
