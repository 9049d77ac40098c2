#include "scanner/facts/ssh_service.h"

#include <gtest/gtest.h>

namespace keytrail::facts {
namespace {

using Names = std::vector<std::string>;

ServiceFact Parse(std::string_view text, std::string_view path = "lib/systemd/system/ssh.service") {
  EXPECT_TRUE(IsSshServicePath(path)) << path;
  const auto facts = ParseSshService(path, text);
  EXPECT_EQ(facts.size(), 1U);
  return std::get<ServiceFact>(facts.at(0));
}

TEST(SshService, IsNamedForItsUnit) {
  EXPECT_EQ(Parse("").unit, "ssh.service");
  EXPECT_EQ(Parse("", "etc/systemd/system/sshd@.service").unit, "sshd@.service");
  EXPECT_EQ(Parse("", "etc/systemd/system/ssh.socket.d/10-port.conf").unit, "ssh.socket");
  EXPECT_EQ(Parse("", "etc/default/ssh").unit, "default/ssh");
  EXPECT_EQ(Parse("", "etc/sysconfig/sshd").unit, "sysconfig/sshd");
  for (const char* path :
       {"etc/systemd/system/nginx.service", "etc/systemd/system/ssh.service.d/x",
        "etc/systemd/system/ssh.service.d/x/y.conf", "srv/ssh.service", "etc/default/sshd",
        "etc/systemd/system/multi-user.target.wants/ssh.service"}) {
    EXPECT_FALSE(IsSshServicePath(path)) << path;
  }
}

TEST(SshService, KeepsTheOptionsThatDecide) {
  struct Case {
    std::string_view text;
    Names options;
  };
  const Case cases[] = {
      {"[Service]\nEnvironmentFile=-/etc/default/ssh\nExecStartPre=/usr/sbin/sshd -t -p 9\n"
       "ExecStart=/usr/sbin/sshd -D $SSHD_OPTS\n",
       {}},
      {"ExecStart=-/usr/sbin/sshd -De -f /etc/ssh/other -p2222 -oUsePAM=no -h /x -E /log \\\n"
       "  -o \"PermitRootLogin yes\" file\n",
       {"-f /etc/ssh/other", "-p 2222", "-o usepam=no", "-o permitrootlogin=yes"}},
      {"# ExecStart=/usr/sbin/sshd -p 1\nExecStart=/usr/sbin/sshd -p 2\nExecStart=\n"
       "ExecStart=/usr/sbin/sshd -p 3 -- -p 4\n",
       {"-p 3"}},
      {"Environment=\"SSHD_OPTS=-p 22 -4\" X=y OPTIONS=-p23\n", {"-p 23"}},
      {"SSHD_OPTS=\"-p 1\"\nSSHD_OPTS='-o Port=2 -o AllowUsers=a'\n",
       {"-o port=2", "-o allowusers=a"}},
      {"SSHD_OPTS=-p1\nSSHD_OPTS=\n", {}},
      {"OPTIONS=\"-u0 -o ForceCommand=/bin/x\"\n", {"-o forcecommand=other"}},
      {"ExecStart=/usr/sbin/sshd -f\n", {}},
  };
  for (const Case& expected : cases) {
    EXPECT_EQ(Parse(expected.text).sshd_options, expected.options) << expected.text;
    EXPECT_FALSE(Parse(expected.text).withheld) << expected.text;
  }
}

TEST(SshService, SaysWhereItWithholdsOptions) {
  for (const char* text :
       {"ExecStart=/bin/sh -c 'exec sshd'\n", "ExecStart=/usr/sbin/sshd -f '/a b;c'\n",
        "ExecStart=/usr/sbin/sshd -o nonsense\n", "ExecStart=/usr/sbin/sshd -p '$PORT'\n",
        "SSHD_OPTS=\"-o Banner='a;b'\"\n", "SSHD_OPTS=\"-p 1\n"}) {
    EXPECT_TRUE(Parse(text).withheld) << text;
  }
}

}  // namespace
}  // namespace keytrail::facts
