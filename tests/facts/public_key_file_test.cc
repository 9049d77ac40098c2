#include "scanner/facts/public_key_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/digest.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::facts {
namespace {

std::string Output(const std::vector<std::string>& arguments) {
  const test_support::CommandResult result = test_support::RunCommand(arguments);
  EXPECT_EQ(result.exit_code, 0) << arguments[0] << ": " << result.error;
  return result.output;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Fingerprint(const std::string& path) {
  std::istringstream words(Output({"ssh-keygen", "-l", "-f", path}));
  std::string bits;
  std::string fingerprint;
  words >> bits >> fingerprint;
  return fingerprint;
}

TEST(PublicKeyFile, IsAKeyACertificateOrRfc4716) {
  const test_support::TemporaryDirectory directory;
  const std::string authority = directory / "authority";
  Output({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority});
  for (const std::string type : {"ed25519", "ecdsa", "rsa", "dsa"}) {
    const std::string key = directory / type;
    Output({"ssh-keygen", "-q", "-t", type, "-N", "", "-C", "deploy@web", "-f", key});
    Output({"ssh-keygen", "-q", "-s", authority, "-I", "id", "-n", "deploy", key + ".pub"});
    const std::string fingerprint = Fingerprint(key + ".pub");
    const auto plain = ParsePublicKeyFile(ReadFile(key + ".pub"));
    const auto certificate = ParsePublicKeyFile(ReadFile(key + "-cert.pub"));
    const auto rfc4716 =
        ParsePublicKeyFile(Output({"ssh-keygen", "-e", "-m", "RFC4716", "-f", key + ".pub"}));
    ASSERT_EQ(plain.size(), 1U) << type;
    ASSERT_EQ(certificate.size(), 1U) << type;
    ASSERT_EQ(rfc4716.size(), 1U) << type;
    const auto& stated = std::get<PublicKeyFact>(plain[0]);
    for (const auto* facts : {&plain, &certificate, &rfc4716}) {
      const auto& fact = std::get<PublicKeyFact>(facts->front());
      EXPECT_EQ(fact.public_key_fingerprint, fingerprint) << type;
      EXPECT_EQ(fact.key_type, stated.key_type);
      EXPECT_EQ(fact.bits, stated.bits);
      EXPECT_EQ(fact.is_certificate, facts == &certificate);
    }
    EXPECT_EQ(stated.comment, "deploy@web");
  }
}

TEST(PublicKeyFile, OfAnythingElseStatesNothing) {
  for (const std::string text :
       {"", "\n\n", "# comment\n", "ssh-ed25519", "ssh-ed25519 AAAA", "not a key at all\n",
        "---- BEGIN SSH2 PUBLIC KEY ----\n", "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"x\\\n",
        "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
        "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}) {
    EXPECT_TRUE(ParsePublicKeyFile(text).empty()) << text;
  }
}

}  // namespace
}  // namespace keytrail::facts
