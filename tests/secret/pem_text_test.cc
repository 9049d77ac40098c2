#include "scanner/secret/pem_text.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/secret/pem_key.h"
#include "tests/secret/key_files.h"
#include "tests/secret/wrappings.h"

namespace keytrail::secret {
namespace {

std::string KeyText(const std::string& path) {
  std::string text = ReadFile(path);
  text.pop_back();
  return text;
}

TEST(PemText, GivesTheSameKeyInEveryWrapping) {
  KeyFiles files;
  const std::string openssh = KeyText(files.MakeSshKey({"-t", "ed25519"}));
  const std::string pkcs1 = KeyText(files.MakeSshKey({"-t", "rsa", "-b", "2048", "-m", "PEM"}));
  for (const std::string& text : {openssh, pkcs1}) {
    const auto expected = ParsePemKey(AsBytes(text));
    ASSERT_TRUE(expected.has_value());
    for (const Wrapping& wrapping : Wrappings()) {
      const std::string wrapped = wrapping.wrap(text);
      const auto key = ParsePemKey(AsBytes(wrapped + "\" , more text"));
      ASSERT_TRUE(key.has_value()) << wrapping.name;
      EXPECT_EQ(key->sha256_fingerprint, expected->sha256_fingerprint) << wrapping.name;
      EXPECT_EQ(key->text_bytes, wrapped.size()) << wrapping.name;
    }
  }
}

TEST(PemText, ReadsHeadersInEveryWrappingThatKeepsThem) {
  KeyFiles files;
  const std::string text =
      KeyText(files.MakeSshKey({"-t", "rsa", "-b", "2048", "-m", "PEM"}, "correct horse"));
  for (const std::string line_end : {"\n", "\r\n", "\\n", " ", "\n    "}) {
    const auto key = ParsePemKey(AsBytes(LineEnd(line_end)(text)));
    ASSERT_TRUE(key.has_value()) << line_end;
    EXPECT_TRUE(key->encrypted);
    EXPECT_EQ(key->cipher, "aes-128-cbc");
  }
}

TEST(PemText, RefusesWhatOnlyLooksLikeAKey) {
  const std::string begin = "-----BEGIN RSA PRIVATE KEY-----";
  const std::string end = "-----END RSA PRIVATE KEY-----";
  const std::string refused[] = {
      "",
      "-----BEGIN",
      begin,
      begin + end,
      begin + "\n" + end,
      begin + "\nyour key here\n" + end,
      begin + "\nxxxxxxxxxxxxxxxxxxxxxxxx\n" + end,
      begin + "\n................\n" + end,
      begin + "\n<private key>\n" + end,
      begin + "\n${PRIVATE_KEY}\n" + end,
      begin + "\nMIIE\n-----END PRIVATE KEY-----",
      begin + "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n" + std::string(88, 'x') +
          "\n" + end,
      begin + "\nProc-Type:",
      begin + "\\u" + end,
      begin + "\\u00" + end,
      begin + "\"" + end,
      begin + "\"\"\"\"" + end,
      begin + std::string(100, '\\') + end,
      "-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE "
      "KEY-----",
  };
  for (const std::string& text : refused) {
    EXPECT_FALSE(ParsePemKey(AsBytes(text)).has_value()) << text;
  }
}

TEST(PemText, NeverReachesBehindTheNextMarker) {
  KeyFiles files;
  const std::string real = KeyText(files.MakeSshKey({"-t", "ed25519"}));
  const std::string broken = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n";
  EXPECT_FALSE(ParsePemKey(AsBytes(broken + real)).has_value());
  EXPECT_TRUE(ParsePemKey(AsBytes(real)).has_value());
}

TEST(PemText, LooksNoFurtherThanItsLimit) {
  const std::string begin = "-----BEGIN PRIVATE KEY-----\n";
  const std::string end = "\n-----END PRIVATE KEY-----";
  const std::size_t body_max = limits::kParserLookaheadBytes - begin.size() - end.size();
  const std::size_t body_bytes = body_max / 4 * 4;
  const auto within = ParsePemText(AsBytes(begin + std::string(body_bytes, 'A') + end));
  ASSERT_TRUE(within.has_value());
  EXPECT_EQ(within->body.size(), body_bytes / 4 * 3);
  EXPECT_FALSE(ParsePemText(AsBytes(begin + std::string(body_bytes + 4, 'A') + end)).has_value());
}

}  // namespace
}  // namespace keytrail::secret
