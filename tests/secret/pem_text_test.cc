#include "scanner/secret/pem_text.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/secret/private_key.h"
#include "tests/secret/key_files.h"

namespace keytrail::secret {
namespace {

std::string ReplaceAll(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// A way in which keys lie in files: the text from the first marker to the last, rewrapped.
struct Wrapping {
  std::string name;
  std::function<std::string(const std::string&)> wrap;
};

std::function<std::string(const std::string&)> LineEnd(const std::string& end) {
  return [end](const std::string& text) { return ReplaceAll(text, "\n", end); };
}

const Wrapping kWrappings[] = {
    {"Plain", LineEnd("\n")},
    {"CarriageReturns", LineEnd("\r\n")},
    {"TrailingBlanks", LineEnd("  \t\n")},
    {"Indented", LineEnd("\n      ")},
    {"OneLine", LineEnd(" ")},
    {"Json", LineEnd("\\n")},
    {"JsonTwice", LineEnd("\\\\n")},
    {"JsonCarriageReturns", LineEnd("\\r\\n")},
    {"ShellContinuation", LineEnd("\\n\\\n")},
    {"JavaStrings", LineEnd("\\n\" +\n    \"")},
    {"CStrings", LineEnd("\\n\"\n  \"")},
    {"PhpStrings", LineEnd("\\n' .\n  '")},
    {"JavaScriptArray", LineEnd("\",\n  \"")},
    {"VisualBasicStrings", LineEnd("\" & _\n  \"")},
    {"JavaStringsInJson", LineEnd("\\\\n\\\" +\\n \\\"")},
    {"EscapedSlashes",
     [](const std::string& text) { return ReplaceAll(LineEnd("\\n")(text), "/", "\\/"); }},
    {"EscapedPlusAndEquals",
     [](const std::string& text) {
       return ReplaceAll(ReplaceAll(LineEnd("\\n")(text), "+", "\\u002B"), "=", "\\u003d");
     }},
};

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
    const auto expected = ParsePrivateKey(AsBytes(text));
    ASSERT_TRUE(expected.has_value());
    for (const Wrapping& wrapping : kWrappings) {
      const std::string wrapped = wrapping.wrap(text);
      const auto key = ParsePrivateKey(AsBytes(wrapped + "\" , more text"));
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
    const auto key = ParsePrivateKey(AsBytes(LineEnd(line_end)(text)));
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
    EXPECT_FALSE(ParsePrivateKey(AsBytes(text)).has_value()) << text;
  }
}

TEST(PemText, NeverReachesBehindTheNextMarker) {
  KeyFiles files;
  const std::string real = KeyText(files.MakeSshKey({"-t", "ed25519"}));
  const std::string broken = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n";
  EXPECT_FALSE(ParsePrivateKey(AsBytes(broken + real)).has_value());
  EXPECT_TRUE(ParsePrivateKey(AsBytes(real)).has_value());
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
