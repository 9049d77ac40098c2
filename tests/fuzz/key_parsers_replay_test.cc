// The parsers of keys other than PEM, over seeds of every form and damage to them.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/digest.h"
#include "model/rule.h"
#include "scanner/secret/key_parsers.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/encode.h"
#include "tests/support/key_texts.h"

namespace keytrail::fuzz {
namespace {

using namespace test_support;  // NOLINT: the writers are this file's vocabulary

constexpr std::uint64_t kSeed = 20261124;
constexpr int kMutations = 3'000;

struct Seed {
  std::string parser;
  std::string text;
  std::size_t anchor = 0;
};

std::string PgpSecretKeyPacket() {
  const std::string body =
      std::string("\x04\x60\0\0\0\x16\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01\x01\x07\x40", 19) +
      RandomBytes(32) + "\xfe\x07\x03\x08" + RandomBytes(8) + "\xe7" + RandomBytes(60);
  return std::string("\x94", 1) + static_cast<char>(body.size()) + body;
}

Seed Pgp() {
  return {"pgp_key", "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 2\n\n" +
                         EncodeBase64(PgpSecretKeyPacket()) +
                         "\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----"};
}

Seed PgpKeyring() {
  const std::string user_id = std::string("\xb4\x04", 2) + "user";
  return {"pgp_keyring", PgpSecretKeyPacket() + user_id + PgpSecretKeyPacket()};
}

Seed JavaStore() {
  const std::string head("\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\1\0\3key", 21);
  return {"java_key_store", head + std::string(8, '\1') + SshStrings({RandomBytes(60)}) +
                                std::string(4, '\0') + RandomBytes(20)};
}

Seed Pkcs12() {
  const std::string bag("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02\xa0\x40", 15);
  return {"pkcs12", std::string("\x30\x5f\x02\x01\x03", 5) + bag + RandomBytes(77)};
}

std::vector<Seed> Seeds() {
  std::vector<Seed> seeds = {Pgp(), PgpKeyring(), JavaStore(), Pkcs12(), {"der_key", Ed25519Der()}};
  for (const KeyText& key : KeyTexts()) seeds.push_back({key.parser, key.text, key.anchor});
  return seeds;
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
  ::testing::Test::RecordProperty("seed", std::to_string(kSeed));
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
