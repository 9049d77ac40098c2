// The parsers of keys other than PEM, over seeds of every form and damage to them.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/bech32.h"
#include "base/digest.h"
#include "model/rule.h"
#include "model/ssh_wire.h"
#include "scanner/secret/key_parsers.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"

namespace keytrail::fuzz {
namespace {

constexpr std::uint64_t kSeed = 20261124;
constexpr int kMutations = 3'000;

std::string Random(std::size_t size) {
  std::mt19937_64 random(kSeed + size);
  std::string bytes;
  while (bytes.size() < size) bytes.push_back(static_cast<char>(random()));
  return bytes;
}

std::string Base64(const std::string& bytes) { return Base64Encode(AsBytes(bytes)); }

std::string Strings(const std::vector<std::string>& fields) {
  SshWriter writer;
  for (const std::string& field : fields) writer.Text(field);
  const auto bytes = writer.Take();
  return std::string(AsText(bytes));
}

struct Seed {
  std::string parser;
  std::string text;
  std::size_t anchor = 0;
};

Seed Putty() {
  return {"putty_key",
          "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\nComment: me\n"
          "Public-Lines: 2\n" +
              Base64(Strings({"ssh-ed25519", Random(32)})) +
              "\nKey-Derivation: Argon2id\nArgon2-Passes: 13\nPrivate-Lines: 1\n" +
              Base64(Random(48)) + "\nPrivate-MAC: " + std::string(64, 'a')};
}

Seed Ssh2() {
  const std::string body = std::string("\x3f\x6f\xf9\xeb\0\0\1\0", 8) +
                           Strings({"if-modn{sign{rsa-pkcs1-sha1}}", "3des-cbc", Random(160)});
  return {"ssh2_key", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"me\"\n" +
                          Base64(body) + "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n"};
}

Seed Pgp() {
  const std::string body =
      std::string("\x04\x60\0\0\0\x16\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01\x01\x07\x40", 19) +
      Random(32) + "\xfe\x07\x03\x08" + Random(8) + "\xe7" + Random(60);
  const std::string packet = std::string("\x94", 1) + static_cast<char>(body.size()) + body;
  return {"pgp_key", "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 2\n\n" + Base64(packet) +
                         "\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----"};
}

Seed Jwk() {
  const std::string value(R"(Zm9vLWJhci1iYXotcXV4LTAxMjM0NTY3ODktYWJjZGVmZw)");
  return {"jwk", R"({"use":"sig","kty":"oct","k":")" + value + "\"}", 13};
}

Seed Age() {
  std::string identity = Bech32Encode("age-secret-key-", AsBytes(Random(32)));
  for (char& c : identity) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return {"age_identity", identity + "\n"};
}

Seed WireGuard() {
  return {"wireguard_key", "[Interface]\nPrivateKey = " + Base64(Random(32)) + "\n", 12};
}

Seed Der() {
  const std::string head("\x30\x2e\x02\x01\0\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
  return {"der_key", head + Random(32)};
}

Seed JavaStore() {
  const std::string head("\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\1\0\3key", 21);
  return {"java_key_store",
          head + std::string(8, '\1') + Strings({Random(60)}) + std::string(4, '\0') + Random(20)};
}

Seed Pkcs12() {
  const std::string bag("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02\xa0\x40", 15);
  return {"pkcs12", std::string("\x30\x5f\x02\x01\x03", 5) + bag + Random(77)};
}

std::vector<Seed> Seeds() {
  return {Putty(), Ssh2(), Pgp(), Jwk(), Age(), WireGuard(), Der(), JavaStore(), Pkcs12()};
}

std::string InputOf(const Seed& seed) {
  const auto* parser = std::ranges::find(kSecretParsers, seed.parser);
  std::string input;
  input.push_back(static_cast<char>(parser - kSecretParsers.begin()));
  input.push_back(static_cast<char>(seed.anchor));
  return input + seed.text;
}

TEST(Fuzz, KeyParsersSurviveDamage) {
  Mutator mutator(kSeed);
  for (const Seed& seed : Seeds()) {
    const std::string input = InputOf(seed);
    FuzzKeyParsers(AsBytes(input));
    for (int i = 0; i < kMutations; ++i) {
      FuzzKeyParsers(AsBytes(input.substr(0, 2) + mutator.Mutate(seed.text)));
    }
  }
  testing::Test::RecordProperty("seed", std::to_string(kSeed));
}

// Damage is worth something only while the seeds themselves are taken.
TEST(Fuzz, SeedsOfTheKeyParsersAreKeys) {
  for (const Seed& seed : Seeds()) {
    EXPECT_TRUE(secret::ParseKeyAt(seed.parser, AsBytes(seed.text), seed.anchor).has_value())
        << seed.parser;
  }
}

}  // namespace
}  // namespace keytrail::fuzz
