#include "scanner/secret/jwk_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/digest.h"
#include "base/limits.h"
#include "model/ssh_wire.h"
#include "scanner/secret/pem_key.h"
#include "tests/secret/key_files.h"
#include "tests/secret/wrappings.h"

namespace keytrail::secret {
namespace {

std::string Base64Url(std::span<const std::byte> bytes) {
  std::string text = Base64Encode(bytes, /*padded=*/false);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::string RandomValue(std::size_t size) {
  std::mt19937_64 random(7);
  std::string bytes;
  while (bytes.size() < size) bytes.push_back(static_cast<char>(random()));
  return Base64Url(AsBytes(bytes));
}

// A key as members in order; the private half is made up, for it is not what a key is known by.
struct Sample {
  std::vector<std::pair<std::string, std::string>> members;
  std::string fingerprint;
};

std::vector<std::byte> BlobOf(const std::string& path) {
  return ParsePemKey(AsBytes(ReadFile(path)))->public_blob;
}

Sample RsaSample(KeyFiles& files) {
  const std::string path = files.MakeSshKey({"-t", "rsa", "-b", "2048"});
  const auto blob = BlobOf(path);
  SshReader reader(blob);
  reader.String();
  const std::string e = Base64Url(*reader.PositiveInteger());
  const std::string n = Base64Url(*reader.PositiveInteger());
  return {
      .members = {{"kty", "RSA"}, {"e", e}, {"n", n}, {"alg", "RS256"}, {"d", RandomValue(256)}},
      .fingerprint = files.Fingerprint(path + ".pub")};
}

Sample EcSample(KeyFiles& files) {
  const std::string path = files.MakeSshKey({"-t", "ecdsa", "-b", "384"});
  const auto blob = BlobOf(path);
  SshReader reader(blob);
  reader.String();
  reader.String();
  const auto point = *reader.String();
  return {.members = {{"crv", "P-384"},
                      {"d", RandomValue(48)},
                      {"kty", "EC"},
                      {"x", Base64Url(point.subspan(1, 48))},
                      {"y", Base64Url(point.subspan(49))}},
          .fingerprint = files.Fingerprint(path + ".pub")};
}

Sample Ed25519Sample(KeyFiles& files) {
  const std::string path = files.MakeSshKey({"-t", "ed25519"});
  const auto blob = BlobOf(path);
  SshReader reader(blob);
  reader.String();
  return {.members = {{"d", RandomValue(32)},
                      {"x", Base64Url(*reader.String())},
                      {"crv", "Ed25519"},
                      {"kty", "OKP"}},
          .fingerprint = files.Fingerprint(path + ".pub")};
}

// How the members are written: what stands around names and values, and between members.
struct Style {
  std::string name;
  std::string name_quote;
  std::string value_quote;
  std::string colon;
  std::string comma;
};

const Style kStyles[] = {
    {"Json", "\"", "\"", ":", ","},
    {"PrettyJson", "\"", "\"", ": ", ",\n  "},
    {"CarriageReturns", "\"", "\"", ": ", ",\r\n  "},
    {"TrailingBlanks", "\"", "\"", ": ", ",  \n"},
    {"JsonInJson", "\\\"", "\\\"", ":", ","},
    {"PrettyJsonInJson", "\\\"", "\\\"", ": ", ",\\n  "},
    {"JsonInJsonInJson", "\\\\\\\"", "\\\\\\\"", ":", ","},
    {"JavaScript", "", "\"", ":", ","},
    {"Python", "'", "'", ": ", ", "},
    {"Strings", "\"", "\"", ":", ",' +\n  '"},
    {"EscapedStrings", "\\\"", "\\\"", ":", ",\" +\n  \""},
};

std::string Write(const Sample& sample, const Style& style) {
  std::string text = "{";
  for (const auto& [name, value] : sample.members) {
    if (text.size() > 1) text += style.comma;
    text += style.name_quote + name + style.name_quote + style.colon + style.value_quote + value +
            style.value_quote;
  }
  return text + "}";
}

std::optional<PrivateKey> Parse(const std::string& text) {
  return ParseJwk(AsBytes(text), text.find("kty"));
}

TEST(Jwk, IsTheSameKeyInEveryStyle) {
  KeyFiles files;
  for (const Sample& sample : {RsaSample(files), EcSample(files), Ed25519Sample(files)}) {
    for (const Style& style : kStyles) {
      const std::string before = "{\"keys\": [{\"use\": \"sig\"}, ";
      const std::string written = Write(sample, style);
      const auto key = Parse(before + written + "]}");
      ASSERT_TRUE(key.has_value()) << style.name << " " << written;
      EXPECT_EQ(key->sha256_fingerprint, sample.fingerprint) << style.name;
      EXPECT_EQ(key->text_bytes, written.size()) << style.name;
      EXPECT_EQ(key->text_offset, -static_cast<std::ptrdiff_t>(written.find("kty"))) << style.name;
      EXPECT_FALSE(key->truncated);
      EXPECT_FALSE(key->encrypted);
    }
  }
}

TEST(Jwk, ReadsAValueThatWasPutTogether) {
  KeyFiles files;
  Sample sample = RsaSample(files);
  std::string& n = sample.members[2].second;
  for (std::size_t at = 64; at < n.size(); at += 64 + 9) n.insert(at, "\" +\n    \"");
  const auto key = Parse(Write(sample, kStyles[0]));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->sha256_fingerprint, sample.fingerprint);
}

TEST(Jwk, KeepsKeysThatSshDoesNotKnow) {
  const auto symmetric = Parse(R"({"kty":"oct","k":")" + RandomValue(32) + "\"}");
  ASSERT_TRUE(symmetric.has_value());
  EXPECT_EQ(symmetric->key_type, "oct");
  EXPECT_EQ(symmetric->bits, 256U);
  const auto curve = Parse(R"({"kty":"EC","crv":"secp256k1","x":")" + RandomValue(32) +
                           R"(","y":")" + RandomValue(32) + R"(","d":")" + RandomValue(32) + "\"}");
  ASSERT_TRUE(curve.has_value());
  EXPECT_EQ(curve->key_type, "secp256k1");
  EXPECT_TRUE(curve->public_blob.empty());
}

TEST(Jwk, IsTruncatedWhereItsEndIsMissing) {
  KeyFiles files;
  const std::string text = Write(Ed25519Sample(files), kStyles[0]);
  const auto key = Parse(text.substr(0, text.size() - 1));
  ASSERT_TRUE(key.has_value());
  EXPECT_TRUE(key->truncated);
}

TEST(Jwk, RefusesWhatHoldsNoPrivateHalf) {
  const std::string d = RandomValue(32);
  const std::string refused[] = {
      R"({"kty":"RSA","n":"AQAB","e":"AQAB"})",
      R"({"kty":"OKP","crv":"Ed25519","x":")" + d + "\"}",
      R"({"kty":"OKP","crv":"Ed25519","d":"your-private-key"})",
      R"({"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})",
      R"({"kty":"oct","k":"c2hvcnQ"})",
      R"({"kty":"unknown","d":")" + d + "\"}",
      R"("kty":"OKP","crv":"Ed25519","d":")" + d + "\"",
      R"({"kty":"oct","k":base64url_encode(force_bytes_of_key_as_given)})",
      R"({"kty":)",
      R"({"kty")",
  };
  for (const std::string& text : refused) EXPECT_FALSE(Parse(text).has_value()) << text;
}

TEST(Jwk, LooksNoFurtherThanItsLimits) {
  const std::string d = RandomValue(32);
  const std::string tail = R"("kty":"oct","k":")" + d + "\"}";
  EXPECT_TRUE(Parse("{" + std::string(kJwkBytesBeforeMax - 2, ' ') + tail).has_value());
  EXPECT_FALSE(Parse("{" + std::string(kJwkBytesBeforeMax, ' ') + tail).has_value());
  const std::string far =
      R"({"kty":"oct",)" + std::string(limits::kParserLookaheadBytes, ' ') + "\"k\":\"" + d + "\"}";
  EXPECT_FALSE(Parse(far).has_value());
}

}  // namespace
}  // namespace keytrail::secret
