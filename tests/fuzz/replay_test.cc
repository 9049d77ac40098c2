// The fuzz targets as ordinary tests. A broken invariant ends the process; the trace names the
// seed.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "base/digest.h"
#include "model/ssh_wire.h"
#include "scanner/secret/pem_key.h"
#include "scanner/secret/pem_text.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"

namespace keytrail::fuzz {
namespace {

constexpr std::uint64_t kSeed = 20260203;
constexpr int kMutations = 20'000;
// Where each run goes through OpenSSL's decoders, which take a third of a millisecond.
constexpr int kSlowMutations = 1'500;

using Target = void (*)(std::span<const std::byte>);

void Replay(Target target, const std::vector<std::string>& seeds, int mutations = kMutations) {
  Mutator mutator(kSeed);
  for (const std::string& seed : seeds) {
    target(AsBytes(seed));
    for (int i = 0; i < mutations; ++i) target(AsBytes(mutator.Mutate(seed)));
  }
  testing::Test::RecordProperty("seed", std::to_string(kSeed));
}

std::string Ed25519Blob() {
  SshWriter writer;
  writer.Text("ssh-ed25519");
  writer.Text(std::string(32, '\x5a'));
  const auto blob = writer.Take();
  return std::string(AsText(blob));
}

std::string RsaBlob() {
  SshWriter writer;
  writer.Text("ssh-rsa");
  writer.PositiveInteger(AsBytes(std::string("\x01\x00\x01", 3)));
  writer.PositiveInteger(AsBytes(std::string(256, '\xc5')));
  const auto blob = writer.Take();
  return std::string(AsText(blob));
}

std::string PublicLine(const std::string& options) {
  return options + "ssh-ed25519 " + Base64Encode(AsBytes(Ed25519Blob())) + " deploy@web\n";
}

// An OpenSSH container, clear or "encrypted" (whose private half is only bytes).
std::string OpenSshSeed(const std::string& cipher) {
  const std::string public_point(32, '\x5a');
  SshWriter fields;
  fields.Text("ssh-ed25519");
  fields.Text(public_point);
  fields.Text(std::string(32, 'p') + public_point);
  fields.Text("deploy@web");
  const auto tail = fields.Take();
  const std::string check("\x01\x02\x03\x04\x01\x02\x03\x04", 8);
  SshWriter writer;
  writer.Text(cipher);
  writer.Text(cipher == "none" ? "none" : "bcrypt");
  writer.Text("");
  const auto head = writer.Take();
  SshWriter rest;
  rest.Text(Ed25519Blob());
  rest.Text(check + std::string(AsText(tail)) + "\x01\x02");
  const auto keys = rest.Take();
  const std::string container = std::string("openssh-key-v1\0", 15) + std::string(AsText(head)) +
                                std::string("\0\0\0\1", 4) + std::string(AsText(keys));
  const std::string label = "OPENSSH PRIVATE KEY-----\n";
  return "-----BEGIN " + label + Base64Encode(AsBytes(container)) + "\n-----END " + label;
}

// PKCS#8 of an Ed25519 key: a fixed head and 32 bytes.
std::string Pkcs8Seed() {
  const std::string der =
      std::string("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16) +
      std::string(32, '\x42');
  return "-----BEGIN PRIVATE KEY-----\\n" + Base64Encode(AsBytes(der)) +
         "\\n-----END PRIVATE KEY-----";
}

std::string EncryptedPemSeed() {
  std::string body;
  for (int i = 0; i < 96; ++i) body.push_back(static_cast<char>(i * 37));
  return "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n" +
         Base64Encode(AsBytes(body)) + "\n-----END RSA PRIVATE KEY-----\n";
}

TEST(Fuzz, PrivateKeySurvivesDamage) {
  Replay(&FuzzPrivateKey,
         {OpenSshSeed("none"), OpenSshSeed("aes256-ctr"), Pkcs8Seed(), EncryptedPemSeed()});
}

TEST(Fuzz, PrivateKeyBodySurvivesDamage) {
  std::vector<std::string> bodies;
  for (const std::string& seed : {OpenSshSeed("none"), Pkcs8Seed()}) {
    const auto pem = secret::ParsePemText(AsBytes(seed));
    ASSERT_TRUE(pem.has_value());
    bodies.emplace_back(pem->body.text_view());
  }
  Replay(&FuzzPrivateKeyBody, bodies, kSlowMutations);
}

// A string as SSH writes it.
std::string SshText(const std::string& text) {
  return std::string(3, '\0') + static_cast<char>(text.size()) + text;
}

// A certificate for "u" without options, of a signature that does not hold.
std::string CertificateLine() {
  const std::string type = "ssh-ed25519-cert-v01@openssh.com";
  const std::string point(32, 'p');
  const std::string blob = SshText(type) + SshText("nonce") + SshText(point) +
                           std::string(7, '\0') + "\7" + std::string("\0\0\0\1", 4) +
                           SshText("id") + SshText(SshText("u")) + std::string(16, '\1') +
                           SshText(SshText("source-address") + SshText(SshText("10.0.0.0/8"))) +
                           SshText(SshText("permit-pty") + SshText("")) + SshText("") +
                           SshText(SshText("ssh-ed25519") + SshText(point)) + SshText("signature");
  return type + " " + Base64Encode(AsBytes(blob)) + " c\n";
}

// A key revocation list with a certificate's serials, their bitmap, a key id and a digest.
std::string KrlSeed() {
  const std::string serial = std::string(7, '\0') + "\5";
  const std::string certificates = SshText("") + SshText("") + "\x20" + SshText(serial + serial) +
                                   "\x21" + SshText(serial + serial) + "\x22" +
                                   SshText(serial + SshText("\x0d")) + "\x23" +
                                   SshText(SshText("id"));
  return std::string("SSHKRL\n\0\0\0\0\1", 12) + std::string(24, '\0') + SshText("") + SshText("") +
         "\1" + SshText(certificates) + "\5" + SshText(SshText(std::string(32, 'd')));
}

TEST(Fuzz, FactsAboutSshdSurviveDamage) {
  Replay(&FuzzFacts,
         {"\7" + CertificateLine(),
          "\x08Port 22\nInclude /etc/ssh/sshd_config.d/*.conf\nAllowUsers \"a b\" 'c' d\\ e # f\n"
          "Match User a,!b Address 10.0.0.0/8\n  ForceCommand internal-sftp\n  SetEnv A=b\n",
          "\x09root:*:19700:0:99999:7:::\nu:!:1:0:90:7:14:20000:\n", "\x0asudo:x:27:a,b\n",
          "\x0b"
          "User_Alias OPS = a, !b : C = d\nOPS, %g, #5 ALL = (root : ALL) NOPASSWD: ALL, \\\n"
          " !/bin/x a\\,b : h = (C) CWD=/x sha224:abc /bin/y\n",
          "\x0c" + KrlSeed(), "\x0c" + PublicLine("") + "# comment\n",
          "\x0d"
          "from=\"10.0.0.0/8\",no-pty a\nb # c\n",
          "\x0esshd, ALL: 10.0.0.0/8 EXCEPT [2001:db8::]/32 : spawn (x) : deny\n",
          "\x0f"
          "account [success=1 default=ignore] pam_access.so\n@include common-account\n",
          "\x10[Service]\nExecStart=-/usr/sbin/sshd -De -f /x -oPort=2 \\\n -p 3\n",
          "\x11SSHD_OPTS=\"-o PermitRootLogin=no -p22\"\n"});
}

TEST(Fuzz, FactsSurviveDamage) {
  Replay(
      &FuzzFacts,
      {std::string("\0", 1) + "root:x:0:0:root:/root:/bin/bash\n+@nis\nu:x:1000:1000::/home/u:\n",
       "\1" + PublicLine("") + "# comment\n" +
           PublicLine("restrict,from=\"10.0.0.0/8,!*.example.net\",command=\"rrsync -ro /b\" "),
       "\1" +
           PublicLine("expiry-time=\"20260101\",permitopen=\"h:22\",environment=\"A=b\",no-pty "),
       "\2web-1\n", "\3" + std::string(32, 'a') + "\n",
       "\4ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n", "\5" + PublicLine(""),
       "\7" + PublicLine("")});
}

TEST(Fuzz, SshBlobSurvivesDamage) { Replay(&FuzzSshBlob, {Ed25519Blob(), RsaBlob()}); }

// Damage is worth something only while the seeds themselves are taken.
TEST(Fuzz, SeedsAreKeys) {
  for (const std::string& seed :
       {OpenSshSeed("none"), OpenSshSeed("aes256-ctr"), Pkcs8Seed(), EncryptedPemSeed()}) {
    EXPECT_TRUE(secret::ParsePemKey(AsBytes(seed)).has_value()) << seed;
  }
}

}  // namespace
}  // namespace keytrail::fuzz
