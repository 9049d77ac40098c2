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

SshCertificate Certify(const test_support::TemporaryDirectory& directory,
                       const std::vector<std::string>& options) {
  std::vector<std::string> command = {"ssh-keygen", "-q", "-s", directory / "authority",
                                      "-I",         "id"};
  command.insert(command.end(), options.begin(), options.end());
  command.push_back(directory / "key.pub");
  Output(command);
  const auto facts = ParsePublicKeyFile(ReadFile(directory / "key-cert.pub"));
  const auto& certificate = std::get<PublicKeyFact>(facts.at(0)).certificate;
  EXPECT_TRUE(certificate.has_value());
  return certificate.value_or(SshCertificate());
}

TEST(PublicKeyFile, SaysWhatACertificateStates) {
  const test_support::TemporaryDirectory directory;
  for (const std::string name : {"authority", "key"}) {
    Output({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory / name});
  }
  const SshCertificate user = Certify(
      directory, {"-n", "deploy,ops", "-z", "18446744073709551615", "-V", "20260101Z:20270101Z",
                  "-O", "force-command=/usr/bin/rrsync /srv", "-O",
                  "source-address=10.0.0.0/8,::1/128", "-O", "verify-required", "-O", "no-pty"});
  EXPECT_FALSE(user.is_host);
  EXPECT_EQ(user.serial, 18446744073709551615U);
  EXPECT_EQ(user.ca_fingerprint, Fingerprint(directory / "authority.pub"));
  EXPECT_EQ(user.principals, (std::vector<std::string>{"deploy", "ops"}));
  EXPECT_EQ(user.valid_after, 1767225600U);
  EXPECT_EQ(user.valid_before, 1798761600U);
  EXPECT_TRUE(user.has_force_command);
  EXPECT_EQ(user.force_command_class, "rrsync");
  EXPECT_EQ(user.source_addresses, "10.0.0.0/8,::1/128");
  EXPECT_FALSE(user.has_unknown_critical);
  EXPECT_EQ(user.extensions,
            (std::vector<std::string>{"permit-X11-forwarding", "permit-agent-forwarding",
                                      "permit-port-forwarding", "permit-user-rc"}));

  const SshCertificate host = Certify(directory, {"-h", "-n", "web.example.net"});
  EXPECT_TRUE(host.is_host);
  EXPECT_EQ(host.valid_before, 18446744073709551615U);

  const SshCertificate odd = Certify(directory, {"-O", "critical:what@example.net=1"});
  EXPECT_TRUE(odd.has_unknown_critical);
  EXPECT_TRUE(odd.principals.empty());
}

TEST(PublicKeyFile, SaysOfADamagedCertificateNoMoreThanItsKey) {
  const test_support::TemporaryDirectory directory;
  for (const std::string name : {"authority", "key"}) {
    Output({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory / name});
  }
  Certify(directory, {"-n", "deploy"});
  const std::string line = ReadFile(directory / "key-cert.pub");
  const std::size_t start = line.find(' ') + 1;
  const auto blob = Base64Decode(line.substr(start, line.find(' ', start) - start));
  ASSERT_TRUE(blob.ok());
  for (std::size_t size = 0; size < blob->size(); ++size) {
    const std::string text =
        line.substr(0, start) + Base64Encode(std::span(*blob).first(size)) + " x\n";
    for (const FactPayload& payload : ParsePublicKeyFile(text)) {
      EXPECT_FALSE(std::get<PublicKeyFact>(payload).certificate) << size;
    }
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
