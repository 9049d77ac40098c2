#include "scanner/facts/authorized_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/facts/sample_keys.h"

namespace keytrail::facts {
namespace {

std::vector<AuthorizedLineFact> Parse(const std::string& text) {
  std::vector<AuthorizedLineFact> lines;
  for (const FactPayload& payload : ParseAuthorizedKeys(text)) {
    lines.push_back(std::get<AuthorizedLineFact>(payload));
  }
  return lines;
}

// The options as one text: "from=10.0.0.0/8 no-pty", "!" behind them where they void the line.
std::string OptionsOf(const AuthorizedLineFact& line) {
  std::string text;
  for (const AuthorizedOption& option : line.options) {
    if (!text.empty()) text += " ";
    text += option.name + (option.has_value ? "=" + option.value : "");
  }
  return text + (line.options_malformed ? "!" : "");
}

TEST(AuthorizedKeys, ReadsAPlainLine) {
  const auto lines = Parse(SampleKey() + " deploy@web\n");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].line, 1U);
  EXPECT_EQ(lines[0].key_type, "ssh-ed25519");
  EXPECT_EQ(lines[0].bits, 256U);
  EXPECT_EQ(lines[0].public_key_fingerprint, SampleFingerprint());
  EXPECT_EQ(lines[0].comment, "deploy@web");
  EXPECT_TRUE(lines[0].options.empty());
  EXPECT_FALSE(lines[0].options_malformed);
}

TEST(AuthorizedKeys, CountsEveryLineAndPassesOverTheEmptyAndTheCommented) {
  const auto lines = Parse("# Added by Google\n\n   \n\t" + SampleKey() + "\r\n  # " + SampleKey() +
                           "\nnonsense\n" + SampleKey("ssh-rsa", '\x71'));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].line, 4U);
  EXPECT_EQ(lines[1].line, 7U);
  EXPECT_EQ(lines[1].bits, 2047U);
  EXPECT_EQ(lines[1].public_key_fingerprint, SampleFingerprint("ssh-rsa", '\x71'));
}

struct OptionsCase {
  std::string options;
  std::string expected;
};

class AuthorizedOptions : public testing::TestWithParam<OptionsCase> {};

TEST_P(AuthorizedOptions, AreCutAsSshdCutsThem) {
  const auto lines = Parse(GetParam().options + " " + SampleKey() + " c\n");
  ASSERT_EQ(lines.size(), 1U) << GetParam().options;
  EXPECT_EQ(OptionsOf(lines[0]), GetParam().expected) << GetParam().options;
  EXPECT_EQ(lines[0].public_key_fingerprint, SampleFingerprint());
}

INSTANTIATE_TEST_SUITE_P(
    Taken, AuthorizedOptions,
    testing::Values(
        OptionsCase{"no-pty", "no-pty"}, OptionsCase{"No-PTY,Restrict", "no-pty restrict"},
        OptionsCase{"restrict,pty,port-forwarding", "restrict pty port-forwarding"},
        OptionsCase{",no-pty,,no-user-rc,", "no-pty no-user-rc"},
        OptionsCase{"from=\"10.0.0.0/8,!*.example.net\"", "from=10.0.0.0/8,!*.example.net"},
        OptionsCase{"from=\"a b,c\"", "from="},
        OptionsCase{"command=\"echo \\\"hi, there\\\"\",no-pty", "command=other no-pty"},
        OptionsCase{"command=\"/usr/bin/rrsync -ro /backup\"", "command=rrsync"},
        OptionsCase{"cert-authority,principals=\"a,b\"", "cert-authority principals=a,b"},
        OptionsCase{"principals=\"a,b\",cert-authority", "principals=a,b cert-authority"},
        OptionsCase{"environment=\"TOKEN=hunter2\"", "environment=TOKEN"},
        OptionsCase{"expiry-time=\"20260101\"", "expiry-time=20260101"},
        OptionsCase{"expiry-time=\"202601012359Z\"", "expiry-time=202601012359Z"},
        OptionsCase{"permitopen=\"db:5432\",permitopen=\"[::1]:*\"",
                    "permitopen=db:5432 permitopen=[::1]:*"},
        OptionsCase{"permitlisten=\"8080\",permitlisten=\"localhost:8080\"",
                    "permitlisten=8080 permitlisten=localhost:8080"},
        OptionsCase{"tunnel=\"0\",tunnel=\"any\"", "tunnel=0 tunnel=any"},
        OptionsCase{"no-touch-required,verify-required", "no-touch-required verify-required"}));

// Odd values, each tried against the sshd of Debian 12 (9.2p1).
INSTANTIATE_TEST_SUITE_P(
    TakenThoughOdd, AuthorizedOptions,
    testing::Values(OptionsCase{",", ""}, OptionsCase{"command=\"\"", "command=other"},
                    OptionsCase{"from=\"a b\",no-pty", "from= no-pty"},
                    OptionsCase{"expiry-time=\"20990101UTC\"", "expiry-time=20990101UTC"},
                    OptionsCase{"expiry-time=\"20990101235961\"", "expiry-time=20990101235961"},
                    OptionsCase{"expiry-time=\"20990231\"", "expiry-time=20990231"},
                    OptionsCase{"permitopen=\":80\"", "permitopen=:80"},
                    OptionsCase{"permitopen=\"db/80\"", "permitopen=db/80"},
                    OptionsCase{"permitopen=\"db:http\"", "permitopen=db:http"},
                    OptionsCase{"permitopen=\"db: 80\"", "permitopen="},
                    OptionsCase{"permitlisten=\"*\"", "permitlisten=*"},
                    OptionsCase{"tunnel=\"+1\"", "tunnel="}));

INSTANTIATE_TEST_SUITE_P(RefusedThoughClose, AuthorizedOptions,
                         testing::Values(OptionsCase{"command=\"a\"b", "command=other!"},
                                         OptionsCase{"expiry-time=\"20990101235962\"", "!"},
                                         OptionsCase{"expiry-time=\"2099010124\"", "!"},
                                         OptionsCase{"expiry-time=\"18990101\"", "!"},
                                         OptionsCase{"expiry-time=\"\"", "!"},
                                         OptionsCase{"permitopen=\"\"", "!"},
                                         OptionsCase{"permitopen=\"db:65536\"", "!"},
                                         OptionsCase{"permitopen=\"::1:80\"", "!"},
                                         OptionsCase{"permitopen=\"[::1]80\"", "!"},
                                         OptionsCase{"permitlisten=\"x/8080\"", "!"},
                                         OptionsCase{"tunnel=\"2147483647\"", "!"},
                                         OptionsCase{"environment=\"=x\"", "!"},
                                         OptionsCase{"no-no-pty", "!"},
                                         OptionsCase{"\"no-pty\"", "!"}));

INSTANTIATE_TEST_SUITE_P(
    Refused, AuthorizedOptions,
    testing::Values(
        OptionsCase{"no-such-option", "!"}, OptionsCase{"no-pty,bogus", "no-pty!"},
        OptionsCase{"no-ptyx", "no-pty!"}, OptionsCase{"no-restrict", "!"},
        OptionsCase{"command=ls", "!"}, OptionsCase{"command", "!"},
        OptionsCase{"command=\"a\",command=\"b\"", "command=other!"},
        OptionsCase{"from=\"a\",from=\"b\"", "from=a!"},
        OptionsCase{"principals=\"a\"", "principals=a!"},
        OptionsCase{"expiry-time=\"tomorrow\"", "!"}, OptionsCase{"expiry-time=\"20261301\"", "!"},
        OptionsCase{"environment=\"NAME\"", "!"}, OptionsCase{"environment=\"BAD-NAME=x\"", "!"},
        OptionsCase{"permitopen=\"8080\"", "!"}, OptionsCase{"permitopen=\"db:0\"", "!"},
        OptionsCase{"tunnel=\"x\"", "!"}, OptionsCase{"no-pty, no-user-rc", "!"},
        OptionsCase{"from=\"a", "!"}, OptionsCase{"no-pty=\"yes\"", "no-pty!"}));

TEST(AuthorizedKeys, KnowsTheBannerOfCloudInit) {
  const std::string banner =
      "no-port-forwarding,no-agent-forwarding,no-X11-forwarding,command=\"echo 'Please login as "
      "the "
      "user \\\"admin\\\" rather than the user \\\"root\\\".';echo;sleep 10;exit 142\"";
  const auto lines = Parse(banner + " " + SampleKey());
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(OptionsOf(lines[0]),
            "no-port-forwarding no-agent-forwarding no-x11-forwarding command=cloud_init_banner");
}

TEST(AuthorizedKeys, KnowsTheLinesThatGooglesAgentKeeps) {
  const std::string until = " google-ssh {\"userName\":\"u@example.net\",\"expireOn\" : ";
  const auto lines =
      Parse("# Added by Google\n" + SampleKey() + until + "\"2026-11-24T18:00:00+0000\"}\n" +
            SampleKey() + until + "\"2026-11-24T18:00:00Z\"}\n# Added by Google\r\n" + SampleKey() +
            until + "\"2026-11-24T20:00:00+02:00\"}\n# Added by Google\n" + SampleKey() + until +
            "5}\n# Added by Google\n" + SampleKey() + " google-ssh \"expireOn\":\"");
  ASSERT_EQ(lines.size(), 5U);
  constexpr Timestamp kUntil{1'795'543'200'000'000'000};
  EXPECT_EQ(lines[0].managed_by, "google");
  EXPECT_EQ(lines[0].managed_until, kUntil);
  EXPECT_EQ(lines[1].managed_by, "");
  EXPECT_FALSE(lines[1].managed_until.known());
  EXPECT_EQ(lines[2].managed_until, kUntil);
  EXPECT_EQ(lines[3].managed_by, "google");
  EXPECT_FALSE(lines[3].managed_until.known());
  EXPECT_FALSE(lines[4].managed_until.known());
}

TEST(AuthorizedKeys, OfAUtf16FileAreNone) {
  std::string wide = "\xff\xfe";
  for (const char c : SampleKey() + "\r\n") wide += {c, '\0'};
  EXPECT_TRUE(Parse(wide).empty());
}

TEST(AuthorizedKeys, KeepsNoFreeText) {
  for (const std::string comment : {"two words", "pass=word", "google-ssh {\"userName\":\"u\"}"}) {
    const auto lines = Parse(SampleKey() + " " + comment + "\n");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].comment, "") << comment;
  }
  const auto lines = Parse("command=\"mysql -phunter2\" " + SampleKey() + "\n");
  EXPECT_EQ(OptionsOf(lines.at(0)), "command=other");
}

TEST(AuthorizedKeys, TakesTypesOfTheFuture) {
  const auto lines = Parse(SampleKey("ssh-mldsa44-ed25519@openssh.com") + "\n");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].key_type, "ssh-mldsa44-ed25519@openssh.com");
  EXPECT_EQ(lines[0].bits, 0U);
}

TEST(AuthorizedKeys, RefusesWhatIsNoKey) {
  const std::string key = SampleKey();
  const std::string blob = key.substr(key.find(' ') + 1);
  for (const std::string& line :
       {"ssh-rsa " + blob, "ssh-ed25519" + blob, "ssh-ed25519 " + blob.substr(0, 40),
        "ssh-ed25519 " + blob + "AAAA", std::string("ssh-ed25519"), std::string("ssh-ed25519 "),
        "\xEF\xBB\xBF" + key}) {
    EXPECT_TRUE(Parse(line).empty()) << line;
  }
}

TEST(AuthorizedKeys, ReadsTheBeginningOfLinesAboveTheLimit) {
  const std::string key = SampleKey();
  const std::string pad(limits::kAuthorizedLineBytesMax, 'c');
  EXPECT_EQ(Parse(key + " " + pad + "\n" + key).size(), 2U);
  EXPECT_EQ(Parse("command=\"" + pad + "\" " + key + "\n" + key).back().line, 2U);
}

TEST(AuthorizedKeys, StopsAtTheFactLimit) {
  std::string text;
  for (std::size_t i = 0; i <= limits::kFactsPerFileMax; ++i) text += SampleKey() + "\n";
  EXPECT_EQ(Parse(text).size(), limits::kFactsPerFileMax);
}

// sshd reads C strings: what follows a zero byte is not there.
TEST(AuthorizedKeys, EndsALineAtAZeroByte) {
  EXPECT_TRUE(Parse(std::string("\0", 1) + SampleKey()).empty());
  EXPECT_EQ(Parse(SampleKey() + std::string("\0 comment", 9)).at(0).comment, "");
}

}  // namespace
}  // namespace keytrail::facts
