#include "scanner/facts/revocation_list.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/digest.h"
#include "tests/facts/sample_keys.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::facts {
namespace {

using Names = std::vector<std::string>;

RevocationListFact Parse(std::string_view text) {
  const auto facts = ParseRevocationList(text);
  EXPECT_EQ(facts.size(), 1U);
  return std::get<RevocationListFact>(facts.at(0));
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Keys, and the lists that ssh-keygen makes of them.
class RevocationListTest : public testing::Test {
 protected:
  RevocationListTest() {
    for (const std::string name : {"authority", "key", "other"}) {
      Run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory_ / name});
    }
  }

  static std::string Run(const std::vector<std::string>& arguments) {
    const auto result = test_support::RunCommand(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.error;
    return result.output;
  }

  std::string Fingerprint(const std::string& name) const {
    std::istringstream words(Run({"ssh-keygen", "-l", "-f", directory_ / (name + ".pub")}));
    std::string bits;
    std::string fingerprint;
    words >> bits >> fingerprint;
    return fingerprint;
  }

  std::string Key(const std::string& name) const { return ReadFile(directory_ / (name + ".pub")); }

  // The KRL of a specification as ssh-keygen(1) describes it.
  std::string MakeKrl(const std::string& specification) const {
    std::ofstream(directory_ / "specification") << specification;
    Run({"ssh-keygen", "-q", "-k", "-f", directory_ / "krl", "-s", directory_ / "authority.pub",
         directory_ / "specification"});
    return ReadFile(directory_ / "krl");
  }

  // Whether ssh-keygen, which reads lists with sshd's own code, takes a signature of the key
  // "other" under the list `text`.
  bool Takes(const std::string& text) const {
    std::ofstream(directory_ / "list", std::ios::binary) << text;
    std::ofstream(directory_ / "message") << "message";
    std::ofstream(directory_ / "signers") << "u " << Key("other");
    Run({"ssh-keygen", "-q", "-Y", "sign", "-f", directory_ / "other", "-n", "test",
         directory_ / "message"});
    // The message comes on the standard input.
    const std::string verify = "ssh-keygen -Y verify -I u -n test -f " + (directory_ / "signers") +
                               " -s " + (directory_ / "message.sig") + " -r " +
                               (directory_ / "list") + " < " + (directory_ / "message");
    const bool takes = test_support::RunCommand({"sh", "-c", verify}).exit_code == 0;
    std::filesystem::remove(directory_ / "message.sig");
    return takes;
  }

  // What ssh-keygen says of `key` under the KRL `text`: 0 when it is not revoked.
  int Query(const std::string& text, const std::string& key) const {
    std::ofstream(directory_ / "list", std::ios::binary) << text;
    return test_support::RunCommand(
               {"ssh-keygen", "-Q", "-f", directory_ / "list", directory_ / (key + ".pub")})
        .exit_code;
  }

  test_support::TemporaryDirectory directory_;
};

TEST_F(RevocationListTest, OfAKrlAreItsKeysAndDigests) {
  const RevocationListFact fact = Parse(
      MakeKrl("key: " + Key("key") + "hash: " + Fingerprint("other") + "\nsha1: " + Key("other")));
  EXPECT_TRUE(fact.is_krl);
  EXPECT_FALSE(fact.malformed);
  EXPECT_EQ(fact.public_key_fingerprints, (Names{Fingerprint("key"), Fingerprint("other")}));
  ASSERT_EQ(fact.key_sha1_hex.size(), 1U);
  const std::string key = Key("other");
  const std::size_t start = key.find(' ') + 1;
  const auto blob = Base64Decode(key.substr(start, key.find(' ', start) - start));
  ASSERT_TRUE(blob.ok());
  EXPECT_EQ(fact.key_sha1_hex[0], HexEncode(Sha1(*blob)));
}

TEST_F(RevocationListTest, OfAKrlAreTheCertificatesOfAnAuthority) {
  const RevocationListFact fact =
      Parse(MakeKrl("serial: 7\nserial: 1000-2000\nserial: 18446744073709551615\nid: deploy@web\n"
                    "serial: 5000000\nserial: 5000002\nserial: 5000003\nserial: 5000009\n"
                    "serial: 5000011\nserial: 5000012\n"));
  EXPECT_FALSE(fact.malformed);
  EXPECT_FALSE(fact.truncated);
  ASSERT_EQ(fact.certificates.size(), 1U);
  EXPECT_EQ(fact.certificates[0].ca_fingerprint, Fingerprint("authority"));
  EXPECT_EQ(fact.certificates[0].key_ids, Names{"deploy@web"});
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> serials = {
      {7, 7},
      {1000, 2000},
      {5000000, 5000000},
      {5000002, 5000003},
      {5000009, 5000009},
      {5000011, 5000012},
      {18446744073709551615U, 18446744073709551615U}};
  EXPECT_EQ(fact.certificates[0].serials, serials);
}

TEST_F(RevocationListTest, IsMalformedWhereTheRealReaderRefusesADamagedKrl) {
  constexpr std::uint32_t kSeed = 20261124;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  const std::string krl = MakeKrl("serial: 7\nserial: 1000-2000\nid: x\nkey: " + Key("key") +
                                  "sha1: " + Key("key") + "serial: 50\nserial: 52\nserial: 55\n");
  for (int round = 0; round < 120; ++round) {
    std::string damaged = krl;
    // The last bytes of authority keys and points are not looked at here, so no bit is turned
    // there.
    if (round % 2 == 0) {
      damaged.resize(8 + random() % (krl.size() - 8));
    } else {
      damaged[8 + random() % 36] = static_cast<char>(random());
    }
    const bool refused = Query(damaged, "other") != 0;
    EXPECT_EQ(Parse(damaged).malformed, refused) << round;
  }
  EXPECT_FALSE(Parse(krl).malformed);
}

TEST_F(RevocationListTest, OfAListOfKeysAreTheirFingerprints) {
  Run({"ssh-keygen", "-q", "-s", directory_ / "authority", "-I", "id", "-n", "u",
       directory_ / "key.pub"});
  const RevocationListFact fact =
      Parse("# revoked\n\n  " + ReadFile(directory_ / "key-cert.pub") + Key("other"));
  EXPECT_FALSE(fact.is_krl);
  EXPECT_FALSE(fact.malformed);
  EXPECT_EQ(fact.public_key_fingerprints, (Names{Fingerprint("key"), Fingerprint("other")}));
}

TEST_F(RevocationListTest, IsMalformedWhereTheRealReaderRefusesAListOfKeys) {
  const std::string key = Key("key");
  const std::string bare = key.substr(0, key.find(' ', key.find(' ') + 1));
  for (const std::string& text :
       {std::string(), std::string("\n#\n \t\n"), key, bare, bare + "\r\n", "\r\n" + key,
        key + "\n \r\n", key + Fingerprint("key") + "\n", key + bare.substr(0, bare.size() - 8),
        "restrict " + key, bare.substr(bare.find(' ') + 1) + "\n", std::string("\0x\n", 3) + key,
        "ssh-rsa " + bare.substr(bare.find(' ') + 1), std::string("SSHKRL\n"),
        std::string("SSHKRL\n\0", 8), std::string("ssh-new AAAAB3NzaC1uZXc=\n")}) {
    EXPECT_EQ(!Parse(text).malformed, Takes(text)) << testing::PrintToString(text);
  }
}

TEST(RevocationList, LiesBelowEtc) {
  EXPECT_TRUE(IsRevocationListPath("etc/ssh/revoked_keys"));
  EXPECT_TRUE(IsRevocationListPath("etc/pki/Revoked.krl"));
  EXPECT_FALSE(IsRevocationListPath("etc/ssh/sshd_config"));
  EXPECT_FALSE(IsRevocationListPath("home/u/revoked_keys"));
}

TEST(RevocationList, StopsAtItsBounds) {
  std::string text;
  for (int i = 0; i < 10'001; ++i) text += SampleKey() + "\n";
  EXPECT_TRUE(Parse(text).truncated);
  EXPECT_EQ(Parse(text).public_key_fingerprints.size(), 10'000U);
  EXPECT_FALSE(Parse(text).malformed);
  EXPECT_TRUE(Parse(std::string(1'000'000, 'x')).malformed);
}

}  // namespace
}  // namespace keytrail::facts
