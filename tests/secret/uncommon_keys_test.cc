// Keys that no program here makes: types of the future, very long ones, handles of tokens, and keys
// whose end is missing.
#include <gtest/gtest.h>

#include <random>

#include "base/digest.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"
#include "scanner/secret/key_parsers.h"
#include "scanner/secret/pem_key.h"
#include "tests/secret/key_files.h"
#include "tests/secret/wrappings.h"

namespace keytrail::secret {
namespace {

constexpr std::uint64_t kSeed = 11;

std::string Random(std::size_t size) {
  std::mt19937_64 random(kSeed + size);
  std::string bytes;
  while (bytes.size() < size) bytes.push_back(static_cast<char>(random()));
  bytes[0] = '\x45';
  return bytes;
}

std::string Taken(SshWriter writer) {
  const auto bytes = writer.Take();
  return std::string(AsText(bytes));
}

std::string Strings(const std::vector<std::string>& fields) {
  SshWriter writer;
  for (const std::string& field : fields) writer.Text(field);
  return Taken(std::move(writer));
}

// Lines of 70 digits, as OpenSSH writes them.
std::string Armoured(const std::string& label, const std::string& body) {
  std::string base64 = Base64Encode(AsBytes(body));
  for (std::size_t at = 70; at < base64.size(); at += 71) base64.insert(at, "\n");
  return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----";
}

// OpenSSH's container of a clear key: `private_fields` stand behind the type in the private half.
std::string OpenSshKey(const std::string& blob, const std::string& type,
                       const std::string& private_fields) {
  const std::string check("\1\2\3\4\1\2\3\4", 8);
  const std::string half =
      check + Strings({type}) + private_fields + Strings({"deploy@web"}) + "\1\2\3";
  return Armoured("OPENSSH PRIVATE KEY", std::string("openssh-key-v1\0", 15) +
                                             Strings({"none", "none", ""}) +
                                             std::string("\0\0\0\1", 4) + Strings({blob, half}));
}

TEST(UncommonKeys, OfAFutureTypeAreKnownByTheirBlob) {
  const std::string type = "ssh-mldsa44-ed25519@openssh.com";
  const std::string blob = Strings({type, Random(1344)});
  const std::string text = OpenSshKey(blob, type, Strings({Random(1344), Random(2592)}));
  for (const Wrapping& wrapping : Wrappings()) {
    const auto key = ParsePemKey(AsBytes(wrapping.wrap(text)));
    ASSERT_TRUE(key.has_value()) << wrapping.name;
    EXPECT_EQ(key->key_type, type);
    EXPECT_EQ(key->bits, 0U);
    EXPECT_EQ(key->sha256_fingerprint, Sha256Fingerprint(AsBytes(blob)));
  }
}

TEST(UncommonKeys, OfRsaMayHave16384Bits) {
  SshWriter writer;
  writer.Text("ssh-rsa");
  writer.PositiveInteger(AsBytes(std::string("\1\0\1", 3)));
  writer.PositiveInteger(AsBytes("\xc5" + Random(2047)));
  const std::string blob = Taken(std::move(writer));
  SshWriter numbers;
  numbers.PositiveInteger(AsBytes("\xc5" + Random(2047)));
  numbers.PositiveInteger(AsBytes(std::string("\1\0\1", 3)));
  for (const std::size_t size : {2048, 1024, 1025, 1023}) {
    numbers.PositiveInteger(AsBytes(Random(size)));
  }
  const std::string text = OpenSshKey(blob, "ssh-rsa", Taken(std::move(numbers)));
  EXPECT_GT(text.size(), 12'000U);
  for (const Wrapping& wrapping : Wrappings()) {
    const auto key = ParsePemKey(AsBytes(wrapping.wrap(text)));
    ASSERT_TRUE(key.has_value()) << wrapping.name;
    EXPECT_EQ(key->bits, 16384U);
    EXPECT_EQ(key->sha256_fingerprint, Sha256Fingerprint(AsBytes(blob)));
    EXPECT_EQ(key->comment, "deploy@web");
  }
}

TEST(UncommonKeys, OfTokensAreHandles) {
  const std::string type = "sk-ssh-ed25519@openssh.com";
  const std::string point = Random(32);
  const std::string blob = Strings({type, point, "ssh:"});
  const std::string text =
      OpenSshKey(blob, type, Strings({point, "ssh:"}) + "\1" + Strings({Random(128), ""}));
  const auto key = ParsePemKey(AsBytes(text));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->key_type, type);
  EXPECT_EQ(key->comment, "deploy@web");
}

// The text without its last lines.
std::string WithoutEnd(const std::string& text, int lines) {
  std::string cut = text;
  while (cut.ends_with('\n')) cut.pop_back();
  for (int i = 0; i < lines; ++i) cut.resize(cut.rfind('\n'));
  return cut;
}

TEST(TruncatedKey, KeepsWhatItsBeginningTells) {
  KeyFiles files;
  struct Case {
    std::vector<std::string> arguments;
    std::string passphrase;
    int lines_lost;
    bool public_half;
  };
  const Case cases[] = {
      {{"-t", "ed25519"}, "", 2, true},
      {{"-t", "ed25519"}, "correct horse", 3, true},
      {{"-t", "rsa", "-b", "2048"}, "", 10, true},
      {{"-t", "rsa", "-b", "2048", "-m", "PEM"}, "", 10, true},
      {{"-t", "rsa", "-b", "2048", "-m", "PEM"}, "correct horse", 10, false},
      {{"-t", "rsa", "-b", "2048", "-m", "PKCS8"}, "", 10, false},
      {{"-t", "rsa", "-b", "2048", "-m", "PKCS8"}, "correct horse", 10, false},
      {{"-t", "ecdsa", "-b", "521", "-m", "PEM"}, "", 2, false},
  };
  for (const Case& tested : cases) {
    const std::string path = files.MakeSshKey(tested.arguments, tested.passphrase);
    const std::string cut = WithoutEnd(ReadFile(path), tested.lines_lost);
    for (const std::string behind :
         {"", "\n-----BEGIN CERTIFICATE-----\nMIIE", "\", \"other\": 1}"}) {
      const auto key = ParsePemKey(AsBytes(cut + behind));
      ASSERT_TRUE(key.has_value()) << cut;
      EXPECT_TRUE(key->truncated);
      EXPECT_EQ(key->encrypted, !tested.passphrase.empty());
      EXPECT_EQ(key->sha256_fingerprint,
                tested.public_half ? files.Fingerprint(path + ".pub") : "");
      EXPECT_FALSE(key->canonical_secret.empty());
    }
  }
}

TEST(TruncatedKey, OfPuttyKeepsItsPublicHalf) {
  KeyFiles files;
  const std::string path = files.MakeSshKey({"-t", "rsa", "-b", "2048"});
  files.Run({"puttygen", path, "-O", "private", "-o", files.Path("ppk")});
  const std::string cut = WithoutEnd(ReadFile(files.Path("ppk")), 6);
  const auto key = ParseKeyAt("putty_key", AsBytes(cut), 0);
  ASSERT_TRUE(key.has_value());
  EXPECT_TRUE(key->truncated);
  EXPECT_EQ(key->sha256_fingerprint, files.Fingerprint(path + ".pub"));
}

TEST(TruncatedKey, HidesNoKeyBehindIt) {
  KeyFiles files;
  for (const std::string format : {"private", "private-sshcom"}) {
    const std::string key = files.MakeSshKey({"-t", "rsa", "-b", "2048"});
    files.Run({"puttygen", key, "-O", format, "-o", files.Path("other")});
    const std::string text = ReadFile(files.Path("other"));
    const std::string parser = format == "private" ? "putty_key" : "ssh2_key";
    const std::string cut = WithoutEnd(text, 8) + "\n";
    const auto first = ParseKeyAt(parser, AsBytes(cut + text), 0);
    ASSERT_TRUE(first.has_value()) << format;
    EXPECT_TRUE(first->truncated);
    EXPECT_LE(first->text_bytes, cut.size());
    const auto second = ParseKeyAt(parser, AsBytes(cut + text), cut.size());
    ASSERT_TRUE(second.has_value()) << format;
    EXPECT_FALSE(second->truncated);
  }
}

}  // namespace
}  // namespace keytrail::secret
