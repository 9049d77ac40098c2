#include "scanner/facts/sshd_config.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/limits.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::facts {
namespace {

using Words = std::vector<std::string>;

SshdConfigFact Parse(std::string_view text) {
  const auto facts = ParseSshdConfig(text);
  EXPECT_EQ(facts.size(), 1U);
  return std::get<SshdConfigFact>(facts.at(0));
}

SshdDirective ParseOne(std::string_view line) {
  const SshdConfigFact fact = Parse(line);
  EXPECT_EQ(fact.directives.size(), 1U) << line;
  return fact.directives.empty() ? SshdDirective() : fact.directives[0];
}

TEST(SshdConfig, IsOneFactAlsoWhereTheFileIsEmpty) {
  for (const char* text : {"", "\n\n", "# Port 22\n", "  \t\n", "#"}) {
    EXPECT_TRUE(Parse(text).directives.empty()) << text;
    EXPECT_FALSE(Parse(text).refused);
  }
}

TEST(SshdConfig, CutsLinesAsSshdDoes) {
  struct Case {
    std::string_view line;
    std::string keyword;
    Words arguments;
  };
  const Case cases[] = {
      {"Port 22", "port", {"22"}},
      {"  \tPORT\t22  \r\n", "port", {"22"}},
      {"Port=22", "port", {"22"}},
      {"Port = 22", "port", {"22"}},
      {"= Port 22", "port", {"22"}},
      {"Port == 22", "port", {"=", "22"}},
      {"\"Port\" 22", "port", {"22"}},
      {"Po\"rt\" 22", "port", {"22"}},
      {"\"Port\"=22", "port", {"=22"}},
      {"Port 22 # comment", "port", {"22"}},
      {"Port 22# comment", "port", {"22#", "comment"}},
      {"Port # 22", "port", {}},
      {"Port \"\"", "port", {""}},
      {"Port 22\f", "port", {"22"}},
      {"AllowUsers \"a b\" 'c d' e\\ f g\"h\"i", "allowusers", {"a b", "c d", "e f", "ghi"}},
      {"AllowUsers \"a\\\"b\" DOMAIN\\\\u x\\y", "allowusers", {"", "DOMAIN\\u", "x\\y"}},
      {"Match User a,!b Address 10.0.0.0/8 # c",
       "match",
       {"User", "a,!b", "Address", "10.0.0.0/8"}},
      {"Match User=a Host=\"b c\"", "match", {"User", "a", "Host", "b c"}},
      {"Match all", "match", {"all"}},
      {"Match User 'a b'", "match", {"User", "", ""}},
  };
  for (const Case& expected : cases) {
    const SshdDirective directive = ParseOne(expected.line);
    EXPECT_EQ(directive.keyword, expected.keyword) << expected.line;
    EXPECT_EQ(directive.arguments, expected.arguments) << expected.line;
    EXPECT_FALSE(directive.malformed) << expected.line;
    EXPECT_EQ(directive.line, 1U);
  }
}

TEST(SshdConfig, SaysWhichLinesSshdRefusesWhateverItsRelease) {
  for (const char* line :
       {"Port", "Port \"22", "Port '22", "\f", "AllowUsers a \"b c", "AuthorizedKeysCommand x %u",
        "SetEnv A", "ForceCommand echo 'x", "nonsense"}) {
    EXPECT_TRUE(ParseOne(line).malformed) << line;
  }
  // sshd finds no keyword there and passes the line over.
  EXPECT_TRUE(Parse("\"Port 22\n=\"Port 22\n").directives.empty());
}

TEST(SshdConfig, NeverKeepsACommand) {
  struct Case {
    std::string_view line;
    Words arguments;
  };
  const Case cases[] = {
      {"ForceCommand internal-sftp", {"internal_sftp"}},
      {"ForceCommand internal-sftp -u 0002 # x", {"internal_sftp"}},
      {"ForceCommand NONE", {"none"}},
      {"ForceCommand /usr/bin/rrsync -ro /srv", {"rrsync"}},
      {"ForceCommand mysql -pPassword", {"other"}},
      {"AuthorizedKeysCommand none", {"none"}},
      {"AuthorizedKeysCommand /usr/bin/google_authorized_keys_sk", {"google_authorized_keys"}},
      {"AuthorizedKeysCommand /usr/sbin/aad_certhandler %u %k", {"aad_certhandler"}},
      {"AuthorizedKeysCommand /usr/share/ec2-instance-connect/eic_run_authorized_keys %u %f",
       {"eic_run_authorized_keys"}},
      {"AuthorizedKeysCommand /usr/bin/sss_ssh_authorizedkeys", {"sss_ssh_authorizedkeys"}},
      {"AuthorizedPrincipalsCommand /usr/bin/google_authorized_principals %u %k",
       {"google_authorized_principals"}},
      {"AuthorizedKeysCommand /opt/keys --password x", {"other"}},
      {"Subsystem sftp /usr/lib/sftp-server -l INFO", {"sftp", "/usr/lib/sftp-server"}},
      {"Subsystem sftp internal-sftp", {"sftp", "internal-sftp"}},
      {"SetEnv A=secret \"B=c d\"", {"A=", "B="}},
      {"VersionAddendum some words", {}},
  };
  for (const Case& expected : cases) {
    EXPECT_EQ(ParseOne(expected.line).arguments, expected.arguments) << expected.line;
    EXPECT_FALSE(ParseOne(expected.line).malformed) << expected.line;
  }
}

TEST(SshdConfig, KeepsOfAnUnknownKeywordNothingButTheWord) {
  EXPECT_EQ(ParseOne("FrobNicate a b").keyword, "frobnicate");
  EXPECT_TRUE(ParseOne("FrobNicate a b").arguments.empty());
  EXPECT_EQ(ParseOne("p@ss-word: x").keyword, "");
  EXPECT_EQ(ParseOne(std::string(65, 'k') + " x").keyword, "");
  EXPECT_EQ(ParseOne("RefuseConnection yes").arguments, Words{"yes"});
  EXPECT_EQ(ParseOne("ServerKeyBits 768").arguments, Words{"768"});
}

TEST(SshdConfig, WithholdsWhatIsNotPlain) {
  const SshdDirective directive = ParseOne("AllowUsers a \"b;c\" d\x01 \xc3\xa4 e");
  EXPECT_EQ(directive.arguments, (Words{"a", "", "", "", "e"}));
  EXPECT_TRUE(directive.withheld);
  EXPECT_FALSE(ParseOne("Banner /etc/issue.net").withheld);
}

TEST(SshdConfig, IsRefusedBehindAByteOrderMark) {
  for (const char* text : {"\xef\xbb\xbfPort 22\n", "\xff\xfeP", "\xfe\xff"}) {
    EXPECT_TRUE(Parse(text).refused);
    EXPECT_EQ(Parse(text).refusal, "byte_order_mark");
    EXPECT_TRUE(Parse(text).directives.empty());
  }
}

TEST(SshdConfig, JoinsLinesAtANulAsSshdDoes) {
  const auto directives =
      Parse(std::string_view("Po\0xyz\n  rt 22\n\0\0\nUsePAM yes\0", 29)).directives;
  ASSERT_EQ(directives.size(), 2U);
  EXPECT_EQ(directives[0].keyword, "port");
  EXPECT_EQ(directives[0].line, 1U);
  EXPECT_EQ(directives[1].keyword, "usepam");
  EXPECT_EQ(directives[1].arguments, Words{"yes"});
}

TEST(SshdConfig, StopsAtItsBounds) {
  std::string many;
  for (int i = 0; i < 10'001; ++i) many += "Port 22\n";
  EXPECT_EQ(Parse(many).directives.size(), 10'000U);
  EXPECT_TRUE(Parse(many).truncated);
  EXPECT_FALSE(Parse("Port 22\n").truncated);
  std::string wide = "AllowUsers";
  for (int i = 0; i < 200'000; ++i) wide += " a";
  EXPECT_TRUE(Parse(wide).truncated);
  EXPECT_TRUE(Parse("AllowUsers " + std::string(5'000, 'a')).directives.at(0).withheld);
  EXPECT_TRUE(Parse(std::string(1'000'000, '\n')).directives.empty());
  EXPECT_TRUE(Parse(std::string(1'000'000, '\0')).directives.empty());
}

// What sshd itself makes of a file: its exit status and the arguments of AcceptEnv.
struct Verdict {
  bool accepted = false;
  Words accepted_names;
};

class Sshd {
 public:
  Sshd() {
    std::error_code ignored;
    std::filesystem::create_directories("/run/sshd", ignored);
    EXPECT_EQ(test_support::RunCommand(
                  {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory_ / "key"})
                  .exit_code,
              0);
  }

  Verdict Judge(const std::string& text) const {
    std::ofstream(directory_ / "config", std::ios::binary) << text;
    const auto result = test_support::RunCommand(
        {"/usr/sbin/sshd", "-T", "-f", directory_ / "config", "-h", directory_ / "key"});
    Verdict verdict{.accepted = result.exit_code == 0, .accepted_names = {}};
    std::istringstream lines(result.output);
    std::string line;
    constexpr std::string_view kStart = "acceptenv ";
    while (std::getline(lines, line)) {
      if (line.starts_with(kStart)) verdict.accepted_names.push_back(line.substr(kStart.size()));
    }
    return verdict;
  }

 private:
  test_support::TemporaryDirectory directory_;
};

TEST(SshdConfig, CutsRandomLinesAsTheRealSshdDoes) {
  constexpr std::uint32_t kSeed = 20261124;
  SCOPED_TRACE(kSeed);
  const Sshd sshd;
  std::mt19937 random(kSeed);
  constexpr std::string_view kPieces = "ab  \t\"'\\#\r\f";
  int accepted = 0;
  for (int round = 0; round < 200; ++round) {
    std::string text = round % 3 == 0 ? "AcceptEnv=" : "AcceptEnv x";
    for (auto left = random() % 12; left > 0; --left) text += kPieces[random() % kPieces.size()];
    const SshdConfigFact fact = Parse(text);
    const Verdict verdict = sshd.Judge(text + "\n");
    ASSERT_LE(fact.directives.size(), 1U);
    const SshdDirective directive = fact.directives.empty() ? SshdDirective() : fact.directives[0];
    if (directive.withheld) continue;
    const bool has_empty = std::ranges::find(directive.arguments, "") != directive.arguments.end();
    EXPECT_EQ(verdict.accepted, !directive.malformed && !has_empty) << testing::PrintToString(text);
    if (!verdict.accepted) continue;
    ++accepted;
    EXPECT_EQ(directive.arguments, verdict.accepted_names) << testing::PrintToString(text);
  }
  EXPECT_GT(accepted, 25);
}

TEST(SshdConfig, KnowsOddFilesAsTheRealSshdDoes) {
  const Sshd sshd;
  for (const std::string& text :
       {std::string("\"AcceptEnv a\n"), std::string("=AcceptEnv a\n"),
        std::string("Acc\0xx\neptEnv a\n", 16), std::string("\"AcceptEnv\" a\n"),
        std::string("AcceptEnv==a\n"), std::string("\f\n"), std::string("AcceptEnv\n"),
        std::string("\xef\xbb\xbf# comment\n"), std::string("\xff\xfe#\0\n\0", 6),
        std::string("AuthorizedKeysCommand x\n"), std::string("SetEnv A\n"),
        std::string("\0", 1)}) {
    const SshdConfigFact fact = Parse(text);
    bool refused = fact.refused;
    Words names;
    for (const SshdDirective& directive : fact.directives) {
      refused = refused || directive.malformed;
      if (directive.keyword == "acceptenv") names = directive.arguments;
    }
    // An equals sign is no name of a variable.
    refused = refused || (!names.empty() && names[0].starts_with('='));
    const Verdict verdict = sshd.Judge(text);
    EXPECT_EQ(verdict.accepted, !refused) << testing::PrintToString(text);
    if (!refused) {
      EXPECT_EQ(verdict.accepted_names, names) << testing::PrintToString(text);
    }
  }
}

}  // namespace
}  // namespace keytrail::facts
