#include "scanner/secret/key_store.h"

#include <gtest/gtest.h>

#include <random>

#include "base/digest.h"
#include "model/ssh_wire.h"
#include "tests/secret/key_files.h"

namespace keytrail::secret {
namespace {

std::string Number(std::uint64_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text.push_back(static_cast<char>(value >> shift & 0xFF));
  }
  return text;
}

std::string Counted(const std::string& bytes) { return Number(bytes.size(), 4) + bytes; }
std::string Text(const std::string& text) { return Number(text.size(), 2) + text; }
std::string Entry(const std::string& alias) { return Text(alias) + Number(1'700'000'000'000, 8); }

std::string Random(std::size_t size) {
  std::mt19937_64 random(3);
  std::string bytes;
  while (bytes.size() < size) bytes.push_back(static_cast<char>(random()));
  return bytes;
}

// A certificate for an RSA key, in DER, and the key's fingerprint.
struct Certified {
  std::string certificate;
  std::string fingerprint;
};

Certified MakeCertificate(KeyFiles& files) {
  const std::string key = files.MakeSshKey({"-t", "rsa", "-b", "2048", "-m", "PEM"});
  const std::string path = files.Path("certificate.der");
  files.Run({"openssl", "req", "-new", "-x509", "-key", key, "-subj", "/CN=web", "-outform", "DER",
             "-out", path});
  return {.certificate = ReadFile(path), .fingerprint = files.Fingerprint(key + ".pub")};
}

// JKS and JCEKS: magic, version, entries.
std::string JavaStore(const std::string& magic, const std::vector<std::string>& entries) {
  std::string store = magic + Number(2, 4) + Number(entries.size(), 4);
  for (const std::string& entry : entries) store += entry;
  return store + Random(20);
}

std::string TrustedEntry(const std::string& certificate) {
  return Number(2, 4) + Entry("authority") + Text("X.509") + Counted(certificate);
}

std::string KeyEntry(const std::string& certificate) {
  return Number(1, 4) + Entry("server") + Counted(Random(120)) + Number(1, 4) + Text("X.509") +
         Counted(certificate);
}

const std::string kJks("\xfe\xed\xfe\xed", 4);
const std::string kJceks("\xce\xce\xce\xce", 4);

TEST(JavaKeyStore, TellsTheKeyByItsCertificate) {
  KeyFiles files;
  const Certified certified = MakeCertificate(files);
  for (const auto& [magic, format] : {std::pair(kJks, "jks"), std::pair(kJceks, "jceks")}) {
    const std::string store =
        JavaStore(magic, {TrustedEntry(certified.certificate), KeyEntry(certified.certificate)});
    const auto key = ReadJavaKeyStore(AsBytes(store));
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(key->format, format);
    EXPECT_TRUE(key->encrypted);
    EXPECT_EQ(key->sha256_fingerprint, certified.fingerprint);
    EXPECT_EQ(key->key_type, "ssh-rsa");
    EXPECT_EQ(key->text_bytes, store.size());
  }
}

TEST(JavaKeyStore, OfTrustedCertificatesAloneIsNone) {
  const std::string store = JavaStore(kJks, {TrustedEntry("one"), TrustedEntry("two")});
  EXPECT_FALSE(ReadJavaKeyStore(AsBytes(store)).has_value());
}

TEST(JavaKeyStore, OfBouncyCastleHoldsAKeyWhereAnEntrySaysSo) {
  const std::string head = Number(2, 4) + Counted(Random(20)) + Number(1500, 4);
  const std::string no_chain = Number(0, 4);
  const std::string certificate =
      "\x01" + Entry("authority") + no_chain + Text("X.509") + Counted("certificate");
  const std::string sealed = "\x04" + Entry("server") + no_chain + Counted(Random(120));
  const std::string public_key =
      "\x02" + Entry("peer") + no_chain + "\x01" + Text("X.509") + Text("RSA") + Counted("public");
  const std::string end = std::string(1, '\0') + Random(20);
  const auto key = ReadJavaKeyStore(AsBytes(head + certificate + public_key + sealed + end));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->format, "bks");
  EXPECT_EQ(key->kdf_rounds, 1500U);
  EXPECT_FALSE(ReadJavaKeyStore(AsBytes(head + certificate + public_key + end)).has_value());
}

TEST(JavaKeyStore, SurvivesEveryCut) {
  const std::string store = JavaStore(kJks, {TrustedEntry("one"), KeyEntry("two")});
  for (std::size_t size = 0; size < store.size(); ++size) {
    ReadJavaKeyStore(AsBytes(store.substr(0, size)));
  }
}

std::string Pkcs12(KeyFiles& files, const std::vector<std::string>& arguments) {
  const std::string key = files.MakeSshKey({"-t", "ecdsa", "-m", "PEM"});
  const std::string certificate = files.Path("certificate.pem");
  files.Run(
      {"openssl", "req", "-new", "-x509", "-key", key, "-subj", "/CN=web", "-out", certificate});
  const std::string path = files.Path("store.p12");
  std::vector<std::string> command = {"openssl", "pkcs12",   "-export",           "-inkey",
                                      key,       "-in",      certificate,         "-out",
                                      path,      "-passout", "pass:correct horse"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  files.Run(command);
  return ReadFile(path);
}

TEST(Pkcs12, TellsHowItsKeyIsEncrypted) {
  KeyFiles files;
  const std::string store = Pkcs12(files, {"-iter", "3000"});
  const auto key = ReadPkcs12(AsBytes(store));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->format, "pkcs12");
  EXPECT_TRUE(key->encrypted);
  EXPECT_EQ(key->cipher, "aes-256-cbc");
  EXPECT_EQ(key->kdf, "pbkdf2");
  EXPECT_EQ(key->kdf_rounds, 3000U);
  EXPECT_EQ(key->text_bytes, store.size());
  EXPECT_FALSE(key->uncertain);
}

TEST(Pkcs12, TellsTheOldSchemesToo) {
  KeyFiles files;
  const auto key =
      ReadPkcs12(AsBytes(Pkcs12(files, {"-keypbe", "PBE-SHA1-3DES", "-iter", "2000"})));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->cipher, "pbe-sha1-3des");
  EXPECT_EQ(key->kdf_rounds, 2000U);
}

TEST(Pkcs12, IsClearWhereItsKeyIs) {
  KeyFiles files;
  const auto key = ReadPkcs12(AsBytes(Pkcs12(files, {"-keypbe", "NONE"})));
  ASSERT_TRUE(key.has_value());
  EXPECT_FALSE(key->encrypted);
}

TEST(Pkcs12, IsUncertainWhereNoKeyIsToBeSeen) {
  KeyFiles files;
  const auto encrypted = ReadPkcs12(AsBytes(Pkcs12(files, {"-nokeys"})));
  ASSERT_TRUE(encrypted.has_value());
  EXPECT_TRUE(encrypted->uncertain);
  EXPECT_FALSE(ReadPkcs12(AsBytes(Pkcs12(files, {"-nokeys", "-certpbe", "NONE"}))).has_value());
}

}  // namespace
}  // namespace keytrail::secret
