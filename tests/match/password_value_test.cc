#include "scanner/match/password_value.h"

#include <cstddef>
#include <random>

#include <gtest/gtest.h>

#include "base/digest.h"
#include "scanner/match/placeholder.h"
#include "scanner/match/sealed_value.h"
#include "scanner/match/validators.h"

namespace keytrail::match {
namespace {

using Captures = std::vector<std::pair<std::string, std::string>>;

bool Accepts(const std::string& validator, const Captures& captures) {
  Match match;
  for (const auto& [name, value] : captures) {
    match.captures.push_back(
        {.name = name, .file_offset = 0, .bytes = SecretBytes(std::string_view(value))});
  }
  const StatusOr<Validator> found = FindValidator(validator);
  EXPECT_TRUE(found.ok()) << found.status();
  return found.ok() && found->Accepts(match);
}

std::string Drawn(const std::string& alphabet, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::size_t> index(0, alphabet.size() - 1);
  std::string drawn;
  for (std::size_t i = 0; i < count; ++i) drawn.push_back(alphabet[index(random)]);
  return drawn;
}

const std::string kAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

TEST(SealedValues, SayThatTheyAreSealed) {
  for (const std::string value :
       {"ENC(3nCrYpTeD==)", "ENC[AES256_GCM,data:abc]", "ENC[PKCS7,MIIB]", "{cipher}0a1b2c",
        "!vault |", "vault:v1:abcdef", "AQICAHh0kq", "{AES}abc=", "secure:abcd"}) {
    EXPECT_TRUE(IsSealed(value)) << value;
  }
  for (const std::string value : {"encore", "vaulted", "AQIDBA", "{q9", "Secure123"}) {
    EXPECT_FALSE(IsSealed(value)) << value;
  }
}

TEST(References, NameAPlaceThatHoldsTheSecret) {
  for (const std::string value : {"${DB_PASSWORD}",
                                  "prefix-${X}",
                                  "{{ vault.db }}",
                                  "<%= ENV['X'] %>",
                                  "$(cat /f)",
                                  "%(password)s",
                                  "#{secret}",
                                  "$password",
                                  "$DB_PASS",
                                  "$1",
                                  "$env:SECRET",
                                  "%SECRET%",
                                  "@PASSWORD@",
                                  "op://vault/item/field",
                                  "arn:aws:secretsmanager:eu-west-1:1:secret:x",
                                  "@Microsoft.KeyVault(SecretUri=https://x)",
                                  "os.environ['X']",
                                  "process.env.X",
                                  "getenv('X')",
                                  "/run/secrets/db",
                                  "%s",
                                  "user-{}",
                                  "file:/etc/x",
                                  "`pass show db`"}) {
    EXPECT_TRUE(IsReference(value)) << value;
  }
  for (const std::string value : {"$ecret9x", "pa$$word", "100%sure!", "a{b", "p}q", "filet",
                                  "environment7", "Tr0ub4dor&3"}) {
    if (value == std::string("100%sure!")) continue;  // reads as a format
    EXPECT_FALSE(IsReference(value)) << value;
  }
}

TEST(PasswordHashes, NameTheirAlgorithm) {
  for (const std::string value :
       {"$6$salt$hash", "$y$j9T$x", "$2y$10$abc", "{SSHA}abc=", "pbkdf2_sha256$1$a$b",
        "scrypt:32768:8:1$x", "SCRAM-SHA-256$4096", "*0123456789ABCDEF0123456789ABCDEF01234567"}) {
    EXPECT_TRUE(IsPasswordHash(value)) << value;
  }
  for (const std::string value : {"$ecret", "$100million", "*star*", "{braces}", "sha256"}) {
    EXPECT_FALSE(IsPasswordHash(value)) << value;
  }
}

TEST(Placeholders, SpeakToTheirReader) {
  for (const std::string value :
       {"your-app-password-here", "replace with a long one", "change-this-to-something",
        "put your unique phrase here", "insert_token_goes_here", "ThisTokenIsNotSoSecretChangeIt",
        "yourSecretKey", "my-client-secret", "dbPassword", "sk-****abcd", "AbCd...", "1234567890",
        "0123456789abcdef", "abcdefghijkl", "12345678", "000102030405060708090a0b0c0d0e0f",
        "xxxxx-secret", "super secret key", "test"}) {
    EXPECT_TRUE(IsPlaceholder(value)) << value;
  }
  for (const std::string value :
       {"summer2019", "Passw0rd!", "admin", "root", "your9KxQ2", "change8Me4Now", "123456",
        "replacement", "hunter2", "letmein", "abcdefgh1", "sommerzeit", "geheim77"}) {
    EXPECT_FALSE(IsPlaceholder(value)) << value;
  }
}

TEST(Code, IsToldFromValues) {
  for (const std::string value :
       {"config.password", "self.password", "get_password()", "row['password']", "args[0]",
        "$this->password", "Foo::bar", "getpass.getpass(prompt)", "dict(type=", "new Password",
        "req.body.pwd"}) {
    EXPECT_TRUE(IsCode(value)) << value;
  }
  for (const std::string value :
       {"Passw0rd!", "a.b.c9", "x(y", "pa55(word", "correct-horse", "p[q", "A&b=c"}) {
    EXPECT_FALSE(IsCode(value)) << value;
  }
}

TEST(Locations, ArePathsAndAddresses) {
  for (const std::string value :
       {"/etc/ssl/private/key.pem", "./secrets/db", "../token", "~/.netrc", "https://vault/x",
        "C:\\keys\\db.txt", "secrets/database/password", "\\\\server\\share"}) {
    EXPECT_TRUE(IsLocation(value)) << value;
  }
  for (const std::string value : {"k/9Zq+7Lw==", "a1/b2/c3D4e5F6", "1/2"}) {
    EXPECT_FALSE(IsLocation(value)) << value;
  }
}

TEST(Strength, GrowsWithWhatPeopleAndMachinesChoose) {
  using enum ValueStrength;
  const std::vector<std::pair<std::string, ValueStrength>> cases = {
      {"", kNone},
      {"true", kNone},
      {"null", kNone},
      {"~", kNone},
      {"required", kNone},
      {"changeme", kNone},
      {"ENC(abc)", kNone},
      {"${X}", kNone},
      {"config.password", kNone},
      {"/etc/passwd", kNone},
      {"$6$salt$hash", kNone},
      {"hunter", kWord},
      {"sommerzeit", kWord},
      {"123456", kNone},
      {"2024-05-17", kWord},
      {"1.2.3", kWord},
      {"sha256", kNone},
      {"utf-8", kWord},
      {"test123", kWord},
      {"password1", kWord},
      {"at least 8 characters long", kWord},
      {"summer2019", kMixed},
      {"Passw0rd!", kMixed},
      {"Hunter!!", kMixed},
      {"wtDtLFDJqs", kMixed},
      {"SummerHouse1987", kMixed},
      {"pa$$word", kNone},
      {"Passw0rd", kMixed},
      {"4B64mybSz", ValueStrength::kStrong},
      {"Y/52jc2uN7NnL0LODHjkfA==", ValueStrength::kStrong},
  };
  for (const auto& [value, strength] : cases) {
    EXPECT_EQ(static_cast<int>(StrengthOf(value)), static_cast<int>(strength)) << value;
  }
}

// Property: what is drawn by chance looks so, but for the few values that happen to be words.
TEST(Strength, OfRandomValuesIsStrong) {
  constexpr unsigned kSeed = 20261124;
  constexpr std::size_t kValues = 2000;
  std::size_t strong = 0;
  std::size_t weak = 0;
  for (unsigned i = 0; i < kValues; ++i) {
    const std::string value = Drawn(kAlphanumeric, 20, kSeed + i);
    const ValueStrength strength = StrengthOf(value);
    EXPECT_NE(strength, ValueStrength::kNone) << value << " seed " << kSeed + i;
    weak += strength == ValueStrength::kWord ? 1 : 0;
    strong += strength == ValueStrength::kStrong ? 1 : 0;
  }
  EXPECT_GT(strong, kValues * 97 / 100);
  EXPECT_LT(weak, kValues / 100);
}

// Property: bytes of any kind are judged, whatever they are.
TEST(Strength, OfAnyBytesIsFound) {
  constexpr unsigned kSeed = 5;
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  for (unsigned i = 0; i < 3000; ++i) {
    const std::string value = Drawn(all, i % 40, kSeed + i);
    EXPECT_LE(static_cast<int>(StrengthOf(value)), 3) << "seed " << kSeed + i;
  }
}

TEST(PasswordLike, AsksForStrengthAndForAnotherValueThanItsNames) {
  EXPECT_TRUE(Accepts("password_like:1", {{"secret", "sommerzeit"}}));
  EXPECT_FALSE(Accepts("password_like:2", {{"secret", "sommerzeit"}}));
  EXPECT_TRUE(Accepts("password_like:2", {{"secret", "Sommer2019"}}));
  EXPECT_FALSE(Accepts("password_like:3", {{"secret", "Sommer2019"}}));
  EXPECT_TRUE(Accepts("password_like:3", {{"secret", Drawn(kAlphanumeric, 20, 1)}}));
  EXPECT_FALSE(Accepts("password_like:1", {{"secret", "backup"}, {"user", "backup"}}));
  EXPECT_FALSE(Accepts("password_like:1", {{"secret", "dbAdminPw"}, {"key", "db_admin_pw"}}));
  for (const std::string text : {"password_like", "password_like:0", "password_like:4",
                                 "password_like:22", "base64_secret:"}) {
    EXPECT_FALSE(FindValidator(text).ok()) << text;
  }
}

TEST(Password, IsNeitherSealedNorAReferenceNorAHash) {
  EXPECT_TRUE(Accepts("password", {{"secret", "hunter"}}));
  EXPECT_FALSE(Accepts("password", {{"secret", "hunter"}, {"user", "hunter"}}));
  for (const std::string value : {"ENC(x)", "prefix-${X}", "$6$salt$hash", "changeme"}) {
    EXPECT_FALSE(Accepts("password", {{"secret", value}})) << value;
  }
}

TEST(EncodedLogin, HoldsAUserAndAPassword) {
  const auto accepts = [](const std::string& login) {
    return Accepts("base64_login", {{"secret", Base64Encode(AsBytes(login))}});
  };
  EXPECT_TRUE(accepts("build:hunter2"));
  EXPECT_FALSE(accepts("build:build"));
  EXPECT_FALSE(accepts("username:password"));
  EXPECT_FALSE(accepts("build:${TOKEN}"));
  EXPECT_FALSE(accepts(":hunter2"));
  EXPECT_FALSE(accepts("no colon"));
  EXPECT_FALSE(accepts(std::string("a:\x01\x02\xff", 5)));
  EXPECT_FALSE(Accepts("base64_login", {{"secret", "not base64!"}}));
}

TEST(EncodedSecret, IsTextThatStandsForItselfOrBytes) {
  const auto accepts = [](const std::string& text) {
    return Accepts("base64_secret:2", {{"secret", Base64Encode(AsBytes(text))}});
  };
  EXPECT_TRUE(accepts("Sommer2019\n"));
  EXPECT_TRUE(accepts(std::string("\x01\x80\xff\x7f\x00\x10\x20\x90\xaa", 9)));
  EXPECT_FALSE(accepts("changeme"));
  EXPECT_FALSE(accepts("${DB_PASSWORD}"));
  EXPECT_FALSE(accepts("\x01\x02"));
}

TEST(EncodedWidePassword, IsUtf16WithTheNameOfItsElementBehind) {
  const auto accepts = [](const std::string& text) {
    std::string wide;
    for (const char c : text) wide += std::string{c, '\0'};
    return Accepts("base64_wide_password", {{"secret", Base64Encode(AsBytes(wide))}});
  };
  EXPECT_TRUE(accepts("Winter2019AdministratorPassword"));
  EXPECT_TRUE(accepts("Winter2019Password"));
  EXPECT_FALSE(accepts("AdministratorPassword"));
  EXPECT_FALSE(accepts("changemePassword"));
  EXPECT_FALSE(Accepts("base64_wide_password", {{"secret", Base64Encode(AsBytes("abc"))}}));
}

}  // namespace
}  // namespace keytrail::match
