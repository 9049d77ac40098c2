#include "scanner/match/validators.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "scanner/match/placeholder.h"

namespace keytrail::match {
namespace {

using Captures = std::vector<std::pair<std::string, std::string>>;

Match MatchOf(const Captures& captures) {
  Match match;
  for (const auto& [name, value] : captures) {
    match.captures.push_back(
        {.name = name, .file_offset = 0, .bytes = SecretBytes(std::string_view(value))});
  }
  return match;
}

bool Accepts(const std::string& validator, const Captures& captures) {
  const StatusOr<Validator> found = FindValidator(validator);
  EXPECT_TRUE(found.ok()) << found.status();
  return found.ok() && found->Accepts(MatchOf(captures));
}

bool AcceptsSecret(const std::string& validator, const std::string& secret) {
  return Accepts(validator, {{"secret", secret}});
}

constexpr auto kWithArgument = std::to_array<std::string_view>(
    {"base64_bytes", "base64_secret", "classes", "entropy", "length", "password_like"});

TEST(Validators, AreFoundByNameWithTheirArgument) {
  EXPECT_EQ(FindValidator("entropy:3.5")->name(), "entropy");
  for (const std::string& name : ValidatorNames()) {
    const bool takes_argument = std::ranges::find(kWithArgument, name) != kWithArgument.end();
    EXPECT_EQ(FindValidator(name).ok(), !takes_argument) << name;
  }
}

TEST(Validators, RefuseUnknownNamesAndBadArguments) {
  for (const std::string text : {"", "entrpy:3", "entropy", "entropy:", "entropy:high",
                                 "entropy:3x", "classes:", "classes:vowel", "classes:lower+",
                                 "placeholder:x", "azure_key:1", "length:", "length:-"}) {
    EXPECT_EQ(FindValidator(text).status().code(), StatusCode::kInvalidArgument) << text;
  }
}

TEST(Validators, EntropyHasAFloor) {
  EXPECT_FALSE(AcceptsSecret("entropy:1", "aaaaaaaa"));
  EXPECT_TRUE(AcceptsSecret("entropy:1", "abababab"));
  EXPECT_FALSE(AcceptsSecret("entropy:1.01", "abababab"));
  EXPECT_TRUE(AcceptsSecret("entropy:3", "abcdefgh"));
  EXPECT_FALSE(AcceptsSecret("entropy:0.1", ""));
}

TEST(Validators, ClassesMustAllBeThere) {
  EXPECT_TRUE(AcceptsSecret("classes:lower+upper+digit+symbol", "aB3-"));
  EXPECT_FALSE(AcceptsSecret("classes:lower+upper", "abc3"));
  EXPECT_FALSE(AcceptsSecret("classes:digit", "abc"));
  EXPECT_FALSE(AcceptsSecret("classes:lower", ""));
}

TEST(Validators, LengthHasAFloor) {
  EXPECT_FALSE(AcceptsSecret("length:4", "abc"));
  EXPECT_TRUE(AcceptsSecret("length:4", "abcd"));
}

TEST(Validators, PlaceholdersAreStandInsAsAWhole) {
  for (const std::string value : {"xxxx",
                                  "XXXXXXXXXXXX",
                                  "********",
                                  "....",
                                  "aaaaaaaa",
                                  "0000000000",
                                  "changeme",
                                  "ChangeMe",
                                  "password",
                                  "<password>",
                                  "<your-key>",
                                  "${DB_PASSWORD}",
                                  "$ARG3$",
                                  "{{ password }}",
                                  "{{password}}",
                                  "%(password)s",
                                  "$DB_PASSWORD",
                                  "%DB_PASSWORD%",
                                  "#{secret}",
                                  "$(cat f)",
                                  "your_password",
                                  "YOUR-PASSWORD-HERE",
                                  "my-secret-key",
                                  "example",
                                  "[password]",
                                  "%s",
                                  "__PASSWORD__",
                                  "&lt;password&gt;",
                                  "",
                                  "xxxx-xxxx",
                                  "your_xxxxx_token"}) {
    EXPECT_TRUE(IsPlaceholder(value)) << value;
    EXPECT_FALSE(AcceptsSecret("placeholder", value)) << value;
  }
}

TEST(Validators, ValuesThatMerelyHoldSuchAWordAreNoPlaceholders) {
  for (const std::string value :
       {"password1", "MyPassword123", "s3cr3t", "hooksandladders", "correct-horse-battery",
        "exampleR4nd0m", "xxy7", "p%40ssw0rd!", "$ecret9x", "{q9", "q9}", "Tr0ub4dor&3",
        "falsetrue", "your9KxQ2"}) {
    EXPECT_FALSE(IsPlaceholder(value)) << value;
  }
}

TEST(Validators, DocumentedExamplesAreRefused) {
  const std::string documented = std::string("AKIAIOSFODNN7") + "EXAMPLE";
  EXPECT_FALSE(Accepts("documented_example", {{"key_id", documented}, {"secret", "x"}}));
  EXPECT_FALSE(AcceptsSecret("documented_example",
                             std::string("wJalrXUtnFEMI/K7MDENG/") + "bPxRfiCYEXAMPLEKEY"));
  const std::string emulator = std::string("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6") +
                               "IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
  EXPECT_FALSE(AcceptsSecret("documented_example", emulator));
  EXPECT_TRUE(AcceptsSecret("documented_example", "EXAMPLE-is-in-front"));
  EXPECT_TRUE(Accepts("documented_example", {{"key_id", "EXAMPLEAKIA"}, {"secret", "x"}}));
}

TEST(Validators, CountTheCharactersOfAClass) {
  EXPECT_TRUE(AcceptsSecret("classes:digit3+upper", "a1b2c3D"));
  EXPECT_FALSE(AcceptsSecret("classes:digit4+upper", "a1b2c3D"));
  EXPECT_FALSE(FindValidator("classes:digitx").ok());
}

TEST(Validators, AwsKeyIdsHoldTheirAccount) {
  EXPECT_TRUE(Accepts("aws_key_id", {{"key_id", std::string("ASIAY34FZKBO") + "KMUTVV7A"}}));
  EXPECT_TRUE(Accepts("aws_key_id", {{"key_id", std::string("AKIAI44QH8DH") + "B0123456"}}));
  EXPECT_TRUE(Accepts("aws_key_id", {{"key_id", std::string("AKIAJ44QH8DH") + "B0123456"}}));
  EXPECT_FALSE(Accepts("aws_key_id", {{"key_id", std::string("AKIAB44QH7DH") + "B2234567"}}));
  EXPECT_FALSE(Accepts("aws_key_id", {{"key_id", std::string("AKIAQ44QH8DH") + "B2234567"}}));
  EXPECT_FALSE(Accepts("aws_key_id", {{"secret", "x"}}));
}

TEST(Validators, AzureKeysAreSixtyFourBytesOfNoise) {
  std::vector<std::byte> bytes(64);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 89 + 7);
  EXPECT_TRUE(AcceptsSecret("azure_key", Base64Encode(bytes)));
  bytes.pop_back();
  EXPECT_FALSE(AcceptsSecret("azure_key", Base64Encode(bytes)));
  EXPECT_FALSE(AcceptsSecret("azure_key", Base64Encode(std::vector<std::byte>(64))));
  EXPECT_FALSE(AcceptsSecret("azure_key", "not base64"));
}

TEST(Validators, UrlPasswordsStandForThemselves) {
  const auto accepts = [](const std::string& user, const std::string& password,
                          const std::string& host) {
    return Accepts("url_password", {{"user", user}, {"secret", password}, {"host", host}});
  };
  EXPECT_TRUE(accepts("app", "s3cr3t", "db"));
  EXPECT_TRUE(accepts("", "s3cr3t", "cache"));
  EXPECT_TRUE(accepts("app", "p%40ss", "db"));
  EXPECT_FALSE(accepts("root", "root", "db"));
  EXPECT_FALSE(accepts("a%40b", "a@b", "db"));
  EXPECT_FALSE(accepts("user", "password", "localhost"));
  EXPECT_FALSE(accepts("app", "%24%7BDB_PASSWORD%7D", "db"));
  EXPECT_FALSE(accepts("app", "${PASSWORD}", "db"));
  EXPECT_FALSE(accepts("alpine", "3.19", "sha256"));
}

TEST(PercentDecode, LeavesWhatIsNoEscape) {
  EXPECT_EQ(PercentDecode("a%20b%2fc").text_view(), "a b/c");
  EXPECT_EQ(PercentDecode("100%").text_view(), "100%");
  EXPECT_EQ(PercentDecode("%4").text_view(), "%4");
  EXPECT_EQ(PercentDecode("%zz%41").text_view(), "%zzA");
  EXPECT_EQ(PercentDecode("%25%34%31").text_view(), "%41");
}

}  // namespace
}  // namespace keytrail::match
