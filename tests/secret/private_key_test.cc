#include "scanner/secret/pem_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"
#include "tests/secret/key_files.h"

namespace keytrail::secret {
namespace {

std::optional<PrivateKey> ParseFile(const std::string& path) {
  return ParsePemKey(AsBytes(ReadFile(path)));
}

// A key that ssh-keygen makes, and what must come of it.
struct SshKeyCase {
  std::string name;
  std::vector<std::string> arguments;
  std::string passphrase;
  std::string format;
  std::string key_type;
  std::uint32_t bits;
  bool public_half_in_clear;
};

class SshKey : public testing::TestWithParam<SshKeyCase> {};

TEST_P(SshKey, YieldsWhatSshKeygenSays) {
  const SshKeyCase& expected = GetParam();
  KeyFiles files;
  const std::string path = files.MakeSshKey(expected.arguments, expected.passphrase);
  const std::string text = ReadFile(path);
  const auto key = ParsePemKey(AsBytes(text));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->format, expected.format);
  EXPECT_EQ(key->encrypted, !expected.passphrase.empty());
  EXPECT_EQ(key->cipher.empty(), expected.passphrase.empty());
  EXPECT_EQ(key->text_bytes, text.rfind("-----\n") + 5);
  EXPECT_FALSE(key->canonical_secret.empty());
  if (!expected.public_half_in_clear) {
    EXPECT_TRUE(key->public_blob.empty());
    EXPECT_TRUE(key->sha256_fingerprint.empty());
    return;
  }
  EXPECT_EQ(key->key_type, expected.key_type);
  EXPECT_EQ(key->bits, expected.bits);
  EXPECT_EQ(key->sha256_fingerprint, files.Fingerprint(path + ".pub"));
  EXPECT_EQ("MD5:" + key->md5_fingerprint, files.Fingerprint(path + ".pub", "md5"));
  const bool has_comment = key->format == "openssh" && !key->encrypted;
  EXPECT_EQ(key->comment, has_comment ? "deploy@web" : "");
  EXPECT_EQ(key->canonical_secret.size(), key->public_blob.size());
}

const std::vector<std::string> kEd25519 = {"-t", "ed25519"};
const std::vector<std::string> kRsa = {"-t", "rsa", "-b", "2048"};
const std::vector<std::string> kRsaPem = {"-t", "rsa", "-b", "2048", "-m", "PEM"};
const std::vector<std::string> kRsaPkcs8 = {"-t", "rsa", "-b", "2048", "-m", "PKCS8"};
const std::vector<std::string> kEc256 = {"-t", "ecdsa", "-b", "256"};
const std::vector<std::string> kEc521 = {"-t", "ecdsa", "-b", "521"};
const std::vector<std::string> kEc384Pem = {"-t", "ecdsa", "-b", "384", "-m", "PEM"};
const std::vector<std::string> kEc521Pem = {"-t", "ecdsa", "-b", "521", "-m", "PEM"};
const std::vector<std::string> kEc256Pkcs8 = {"-t", "ecdsa", "-b", "256", "-m", "PKCS8"};
const std::vector<std::string> kDsaPem = {"-t", "dsa", "-m", "PEM"};
const std::string kPassphrase = "correct horse";

INSTANTIATE_TEST_SUITE_P(
    AllKinds, SshKey,
    testing::Values(
        SshKeyCase{"OpensshEd25519", kEd25519, "", "openssh", "ssh-ed25519", 256, true},
        SshKeyCase{"OpensshEd25519Encrypted", kEd25519, kPassphrase, "openssh", "ssh-ed25519", 256,
                   true},
        SshKeyCase{"OpensshRsa", kRsa, "", "openssh", "ssh-rsa", 2048, true},
        SshKeyCase{"OpensshRsaEncrypted", kRsa, kPassphrase, "openssh", "ssh-rsa", 2048, true},
        SshKeyCase{"OpensshEc256", kEc256, "", "openssh", "ecdsa-sha2-nistp256", 256, true},
        SshKeyCase{"OpensshEc521", kEc521, "", "openssh", "ecdsa-sha2-nistp521", 521, true},
        SshKeyCase{"OpensshEc521Encrypted", kEc521, kPassphrase, "openssh", "ecdsa-sha2-nistp521",
                   521, true},
        SshKeyCase{"PemRsa", kRsaPem, "", "pkcs1", "ssh-rsa", 2048, true},
        SshKeyCase{"PemRsaEncrypted", kRsaPem, kPassphrase, "pkcs1", "ssh-rsa", 0, false},
        SshKeyCase{"PemEc384", kEc384Pem, "", "sec1", "ecdsa-sha2-nistp384", 384, true},
        SshKeyCase{"PemEc521", kEc521Pem, "", "sec1", "ecdsa-sha2-nistp521", 521, true},
        SshKeyCase{"PemEc384Encrypted", kEc384Pem, kPassphrase, "sec1", "", 0, false},
        SshKeyCase{"Pkcs8Rsa", kRsaPkcs8, "", "pkcs8", "ssh-rsa", 2048, true},
        SshKeyCase{"Pkcs8RsaEncrypted", kRsaPkcs8, kPassphrase, "pkcs8", "", 0, false},
        SshKeyCase{"Pkcs8Ec256", kEc256Pkcs8, "", "pkcs8", "ecdsa-sha2-nistp256", 256, true},
        SshKeyCase{"PemDsa", kDsaPem, "", "dsa", "ssh-dss", 1024, true}),
    [](const auto& tested) { return tested.param.name; });

TEST(PrivateKey, TellsCipherAndRoundsOfAnEncryptedKey) {
  KeyFiles files;
  const auto openssh = ParseFile(files.MakeSshKey({"-t", "ed25519", "-a", "3"}, kPassphrase));
  ASSERT_TRUE(openssh.has_value());
  EXPECT_EQ(openssh->cipher, "aes256-ctr");
  EXPECT_EQ(openssh->kdf, "bcrypt");
  EXPECT_EQ(openssh->kdf_rounds, 3U);

  const std::string path = files.Path("pkcs8");
  files.Run({"openssl", "genpkey", "-algorithm", "ed25519", "-aes256", "-pass",
             "pass:" + kPassphrase, "-out", path});
  const auto pkcs8 = ParseFile(path);
  ASSERT_TRUE(pkcs8.has_value());
  EXPECT_EQ(pkcs8->cipher, "aes-256-cbc");
  EXPECT_EQ(pkcs8->kdf, "pbkdf2");
  EXPECT_EQ(pkcs8->kdf_rounds, 2048U);
}

TEST(PrivateKey, DerivesThePublicHalfOfPkcs8Ed25519) {
  KeyFiles files;
  const std::string path = files.Path("ed25519");
  files.Run({"openssl", "genpkey", "-algorithm", "ed25519", "-out", path});
  const std::string spki =
      files.Run({"openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"});
  SshWriter blob;
  blob.Text("ssh-ed25519");
  blob.Text(std::string_view(spki).substr(spki.size() - 32));
  const auto key = ParseFile(path);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->sha256_fingerprint, Sha256Fingerprint(blob.Take()));
  EXPECT_EQ(key->key_type, "ssh-ed25519");
}

TEST(PrivateKey, KeepsKeysThatSshDoesNotKnow) {
  KeyFiles files;
  const std::string curve = files.Path("curve");
  files.Run({"openssl", "ecparam", "-name", "secp256k1", "-genkey", "-noout", "-out", curve});
  const std::string ed448 = files.Path("ed448");
  files.Run({"openssl", "genpkey", "-algorithm", "ed448", "-out", ed448});
  for (const auto& [path, type] : {std::pair(curve, "secp256k1"), std::pair(ed448, "ed448")}) {
    const auto key = ParseFile(path);
    ASSERT_TRUE(key.has_value()) << type;
    EXPECT_EQ(key->key_type, type);
    EXPECT_TRUE(key->public_blob.empty());
    EXPECT_FALSE(key->canonical_secret.empty());
  }
}

// The recipes are those of the EC2 user guide.
TEST(PrivateKey, ComputesBothEc2FormsInEveryContainer) {
  KeyFiles files;
  const std::string path = files.MakeSshKey(kRsa);
  const auto openssh = ParseFile(path);
  files.Run({"ssh-keygen", "-q", "-p", "-m", "PEM", "-N", "", "-f", path});
  const auto pkcs1 = ParseFile(path);
  const std::string der =
      files.Run({"openssl", "pkcs8", "-in", path, "-topk8", "-nocrypt", "-outform", "DER"});
  const std::string spki = files.Run({"openssl", "rsa", "-in", path, "-pubout", "-outform", "DER"});
  ASSERT_TRUE(openssh.has_value() && pkcs1.has_value());
  for (const auto* key : {&*openssh, &*pkcs1}) {
    EXPECT_EQ(key->ec2_created_fingerprint, ColonHex(Sha1(AsBytes(der)))) << key->format;
    EXPECT_EQ(key->ec2_imported_fingerprint, ColonHex(Md5(AsBytes(spki)))) << key->format;
    EXPECT_EQ(key->ec2_created_fingerprint.size(), 59U);
    EXPECT_EQ(key->ec2_imported_fingerprint.size(), 47U);
  }
}

TEST(PrivateKey, IsTheSameSecretWhateverTheContainer) {
  KeyFiles files;
  const std::string path = files.MakeSshKey(kRsa);
  const auto openssh = ParseFile(path);
  files.Run({"ssh-keygen", "-q", "-p", "-m", "PKCS8", "-N", "", "-f", path});
  const auto pkcs8 = ParseFile(path);
  ASSERT_TRUE(openssh.has_value() && pkcs8.has_value());
  EXPECT_EQ(openssh->format, "openssh");
  EXPECT_EQ(pkcs8->format, "pkcs8");
  EXPECT_EQ(openssh->canonical_secret.text_view(), pkcs8->canonical_secret.text_view());
}

TEST(PrivateKey, IsRefusedWhenItsHalvesDoNotBelongTogether) {
  KeyFiles files;
  const std::string text = ReadFile(files.MakeSshKey(kEd25519));
  const std::string begin = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  const std::string end = "-----END OPENSSH PRIVATE KEY-----\n";
  std::string base64 = text.substr(begin.size(), text.size() - begin.size() - end.size());
  std::erase(base64, '\n');
  auto container = Base64Decode(base64);
  ASSERT_TRUE(container.ok());
  // magic 15, "none" twice 16, no options 4, count 4, blob 4 + 51: the last byte is the public
  // key's.
  container->at(93) ^= std::byte{1};
  EXPECT_FALSE(ParsePemKey(AsBytes(begin + Base64Encode(*container) + "\n" + end)).has_value());
}

}  // namespace
}  // namespace keytrail::secret
