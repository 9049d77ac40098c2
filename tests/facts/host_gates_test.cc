#include <gtest/gtest.h>

#include "scanner/facts/host_access.h"
#include "scanner/facts/pam.h"
#include "scanner/facts/principals.h"

namespace keytrail::facts {
namespace {

using Names = std::vector<std::string>;

template <typename T>
T Only(const std::vector<FactPayload>& payloads) {
  EXPECT_EQ(payloads.size(), 1U);
  return std::get<T>(payloads.at(0));
}

PrincipalsFact Principals(std::string_view text) {
  return Only<PrincipalsFact>(ParsePrincipals(text));
}

std::vector<HostAccessFact::Rule> Rules(std::string_view path, std::string_view text) {
  return Only<HostAccessFact>(ParseHostAccess(path, text)).rules;
}

PamFact Pam(std::string_view text) { return Only<PamFact>(ParsePamService(text)); }

TEST(Principals, AreTheNamesOfTheLinesThatSshdTakes) {
  const PrincipalsFact plain = Principals("# names\n\n deploy \nops # comment\n\tzone/web-1\n");
  EXPECT_EQ(plain.principals, (Names{"deploy", "ops", "zone/web-1"}));
  EXPECT_FALSE(plain.has_options);
  const PrincipalsFact optioned = Principals(
      "from=\"10.0.0.0/8\",no-pty a\ncommand=\"echo x\" b\nnonsense c\nfrom=\"open d\nno-pty x "
      "e\n");
  EXPECT_EQ(optioned.principals, (Names{"a", "b", "e"}));
  EXPECT_TRUE(optioned.has_options);
  EXPECT_TRUE(Principals("").principals.empty());
  // sshd takes the carriage return for a part of the name.
  EXPECT_TRUE(Principals("deploy\r\n").principals.empty());
}

TEST(Principals, LieWhereAdministratorsPutThem) {
  EXPECT_TRUE(IsPrincipalsPath("etc/ssh/auth_principals/root"));
  EXPECT_TRUE(IsPrincipalsPath("home/u/.ssh/authorized_principals"));
  EXPECT_FALSE(IsPrincipalsPath("etc/ssh/sshd_config"));
  EXPECT_FALSE(IsPrincipalsPath("srv/principals"));
}

TEST(HostAccess, KeepsTheRulesThatMayBeOfSshd) {
  const auto rules = Rules("etc/hosts.allow",
                           "# sshd: ALL\nsshd : 10.0.0.0/8, .example.net EXCEPT web\n"
                           "in.ftpd: ALL\nALL: LOCAL : spawn (echo x) & : DENY\n"
                           "sshd@10.0.0.1, x: \\\n [2001:db8::]/32\nnonsense\n");
  ASSERT_EQ(rules.size(), 3U);
  EXPECT_EQ(rules[0].line, 2U);
  EXPECT_EQ(rules[0].daemons, Names{"sshd"});
  EXPECT_EQ(rules[0].clients, (Names{"10.0.0.0/8", ".example.net", "EXCEPT", "web"}));
  EXPECT_FALSE(rules[0].deny);
  EXPECT_TRUE(rules[1].deny);
  EXPECT_FALSE(rules[1].withheld);
  EXPECT_EQ(rules[2].line, 5U);
  EXPECT_EQ(rules[2].daemons, (Names{"sshd@10.0.0.1", "x"}));
  EXPECT_EQ(rules[2].clients, Names{"[2001:db8::]/32"});
}

TEST(HostAccess, DeniesByTheFileAndByOptions) {
  const auto rules = Rules("etc/hosts.deny",
                           "sshd: ALL\nALL: a : allow\nsshd: b : aclexec /x %a\n"
                           "sshd: \"odd\"\n");
  ASSERT_EQ(rules.size(), 4U);
  EXPECT_TRUE(rules[0].deny);
  EXPECT_FALSE(rules[1].deny);
  EXPECT_TRUE(rules[2].withheld);
  EXPECT_TRUE(rules[3].withheld);
  EXPECT_EQ(rules[3].clients, Names{""});
  EXPECT_TRUE(Rules("etc/hosts.allow", "sshd: ALL : twist /bin/echo no\n").at(0).deny);
  EXPECT_TRUE(Rules("etc/hosts.deny", "").empty());
}

TEST(Pam, StatesTheAccountPhase) {
  const PamFact fact =
      Pam("#%PAM-1.0\nauth required pam_sss.so\naccount required pam_nologin.so\n"
          "account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\n"
          "-account \\\n sufficient /lib/security/pam_access.so accessfile=/x\n"
          "ACCOUNT required pam_access.so # again\naccount required pam_permit.so\n"
          "account include password-auth\naccount substack other\n@include common-account\n"
          "session required pam_loginuid.so\naccount\naccount required\naccount [open x\n");
  EXPECT_EQ(fact.account_modules, (Names{"pam_nologin", "pam_access"}));
  EXPECT_EQ(fact.includes, (Names{"password-auth", "other", "common-account"}));
  EXPECT_TRUE(Pam("").account_modules.empty());
}

}  // namespace
}  // namespace keytrail::facts
