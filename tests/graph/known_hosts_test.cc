// Known hosts against what the record knows; the hashes are ssh-keygen's own.
#include "graph/known_hosts.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/digest.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::graph {
namespace {

using Texts = std::vector<std::string>;

std::vector<KnownMachine> Fleet() {
  return {{"m-web", {"SHA256:web"}, {"web.example.net", "10.0.0.3"}},
          {"m-db", {"SHA256:db"}, {"DB.example.net", "10.0.0.4"}, {2222}},
          {"m-clone", {"SHA256:db"}, {"db2.example.net", "2001:db8::5"}}};
}

KnownHostMeaning Resolve(const KnownHostFact& entry, std::uint64_t tries_max = 1000) {
  const std::vector<const KnownHostFact*> entries = {&entry};
  return ResolveKnownHosts(Fleet(), entries, tries_max).entries.at(0);
}

KnownHostFact Clear(const Texts& names, const std::string& key = "SHA256:other") {
  return {.line = 1,
          .marker = {},
          .key_type = "ssh-ed25519",
          .public_key_fingerprint = key,
          .names = names,
          .hash_salt = {},
          .hash = {}};
}

// What `ssh-keygen -H` makes of a name.
KnownHostFact Hashed(const std::string& name, const std::string& key = "SHA256:other") {
  const test_support::TemporaryDirectory directory;
  const std::string path = directory / "key";
  EXPECT_EQ(test_support::RunCommand({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path})
                .exit_code,
            0);
  std::stringstream public_key;
  public_key << std::ifstream(path + ".pub").rdbuf();
  std::ofstream(directory / "known_hosts") << name << " " << public_key.str();
  EXPECT_EQ(
      test_support::RunCommand({"ssh-keygen", "-H", "-f", directory / "known_hosts"}).exit_code, 0);
  std::string word;
  std::ifstream(directory / "known_hosts") >> word;
  const std::size_t bar = word.rfind('|');
  const auto hex = [](const std::string& base64) {
    const auto bytes = Base64Decode(base64);
    EXPECT_TRUE(bytes.ok()) << base64;
    return HexEncode(
        std::span(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()));
  };
  KnownHostFact entry = Clear({}, key);
  entry.hash_salt = hex(word.substr(3, bar - 3));
  entry.hash = hex(word.substr(bar + 1));
  return entry;
}

TEST(KnownHosts, OfAHostKeyAreAllMachinesThatHaveIt) {
  EXPECT_EQ(Resolve(Clear({"gone"}, "SHA256:web")).machines_by_key, Texts{"m-web"});
  EXPECT_EQ(Resolve(Clear({"gone"}, "SHA256:db")).machines_by_key, (Texts{"m-clone", "m-db"}));
  EXPECT_TRUE(Resolve(Clear({"gone"})).machines_by_key.empty());
}

TEST(KnownHosts, OfAClearNameAreTheMachinesThatAreCalledSo) {
  EXPECT_EQ(Resolve(Clear({"db.EXAMPLE.net"})).machines_by_name, Texts{"m-db"});
  EXPECT_EQ(Resolve(Clear({"x", "10.0.0.4"})).machines_by_name, Texts{"m-db"});
  EXPECT_EQ(Resolve(Clear({"[10.0.0.3]:2022"})).machines_by_name, Texts{"m-web"});
  EXPECT_EQ(Resolve(Clear({"db*.example.net"})).machines_by_name, (Texts{"m-clone", "m-db"}));
  EXPECT_EQ(Resolve(Clear({"*.example.net", "!db?.example.net"})).machines_by_name,
            (Texts{"m-db", "m-web"}));
  EXPECT_TRUE(Resolve(Clear({"example.net"})).machines_by_name.empty());
}

TEST(KnownHosts, OfAHashedNameAreTheMachinesThatAreCalledSo) {
  EXPECT_EQ(Resolve(Hashed("db.example.net")).machines_by_name, Texts{"m-db"});
  EXPECT_EQ(Resolve(Hashed("[10.0.0.4]:2222")).machines_by_name, Texts{"m-db"});
  EXPECT_EQ(Resolve(Hashed("2001:db8::5")).machines_by_name, Texts{"m-clone"});
  EXPECT_TRUE(Resolve(Hashed("[10.0.0.3]:2222")).machines_by_name.empty());
  EXPECT_TRUE(Resolve(Hashed("elsewhere.example.net")).machines_by_name.empty());
}

TEST(KnownHosts, OfAHashedNameWithAKnownKeySayWhichCloneIsMeant) {
  const KnownHostMeaning meaning = Resolve(Hashed("db2.example.net", "SHA256:db"));
  EXPECT_EQ(meaning.machines_by_key, (Texts{"m-clone", "m-db"}));
  EXPECT_EQ(meaning.machines_by_name, Texts{"m-clone"});
}

TEST(KnownHosts, AreLookedForWithinABudgetAndSayWhenItIsSpent) {
  const KnownHostFact hashed = Hashed("2001:db8::5");
  const KnownHostFact clear = Clear({"*"}, "SHA256:web");
  const std::vector<const KnownHostFact*> entries = {&hashed, &hashed, &clear};
  const auto spent = ResolveKnownHosts(Fleet(), entries, 3);
  EXPECT_TRUE(spent.truncated);
  EXPECT_TRUE(spent.entries.at(0).machines_by_name.empty());
  EXPECT_EQ(spent.entries.at(2).machines_by_key, Texts{"m-web"});
  // Eight names, two of them with a port, once; and six for the pattern.
  const auto enough = ResolveKnownHosts(Fleet(), entries, 14);
  EXPECT_FALSE(enough.truncated);
  EXPECT_EQ(enough.entries.at(1).machines_by_name, Texts{"m-clone"});
  EXPECT_EQ(enough.entries.at(2).machines_by_name.size(), 3U);
}

TEST(HmacSha1, GivesTheValuesOfRfc2202) {
  EXPECT_EQ(HexEncode(HmacSha1(AsBytes("Jefe"), AsBytes("what do ya want for nothing?"))),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

}  // namespace
}  // namespace keytrail::graph
