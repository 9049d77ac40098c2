// Destinations in the histories of shells.
#include "scanner/facts/shell_history.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace keytrail::facts {
namespace {

std::string Text(const SshUseFact& use) {
  std::string text = fmt::format("{} {}@{}", use.program, use.user, use.host);
  if (use.port != 0) text += fmt::format(":{}", use.port);
  if (!use.identity_file.empty()) text += " -i " + use.identity_file;
  if (!use.jump.empty()) text += " -J " + use.jump;
  return use.count == 1 ? text : text + fmt::format(" x{}", use.count);
}

std::vector<std::string> Texts(const std::vector<FactPayload>& payloads) {
  std::vector<std::string> texts;
  for (const FactPayload& payload : payloads) texts.push_back(Text(std::get<SshUseFact>(payload)));
  return texts;
}

struct Row {
  const char* command;
  std::vector<std::string> uses;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.command; }

class CommandTest : public ::testing::TestWithParam<Row> {};

TEST_P(CommandTest, GivesItsDestinations) {
  EXPECT_EQ(Texts(ParseShellHistory(std::string(GetParam().command) + "\n")), GetParam().uses);
}

INSTANTIATE_TEST_SUITE_P(
    Ssh, CommandTest,
    ::testing::Values(
        Row{"ssh db", {"ssh @db"}}, Row{"ssh deploy@10.0.0.4", {"ssh deploy@10.0.0.4"}},
        Row{"ssh -i ~/.ssh/id_db -p 2222 -l deploy db", {"ssh deploy@db:2222 -i ~/.ssh/id_db"}},
        Row{"ssh -vvp2222 -ttA u@db 'sudo -i'", {"ssh u@db:2222"}},
        Row{"ssh u@db -p 22 ssh other", {"ssh u@db:22"}},
        Row{"ssh -J ops@bastion:2200 -oUser=u -o 'IdentityFile k' db",
            {"ssh u@db -i k -J ops@bastion:2200"}},
        Row{"ssh -o Port=23 -F cfg -L 8080:x:80 -N db", {"ssh @db:23"}},
        Row{"ssh ssh://u@db:2200", {"ssh u@db:2200"}},
        Row{"ssh fe80::1%eth0", {"ssh @fe80::1%eth0"}}, Row{"/usr/bin/ssh -- db", {"ssh @db"}},
        Row{"ssh DOM@u@db", {"ssh DOM@u@db"}}, Row{"sudo -u app env A=b ssh db", {"ssh @db"}},
        Row{"X=1 nohup ssh db &", {"ssh @db"}}, Row{"sshpass -p 'geheim' ssh u@db", {"ssh u@db"}},
        Row{"timeout -k 5 10s ssh db ls", {"ssh @db"}},
        Row{"cat k | ssh a 'cat >> x' && ssh b; ssh c", {"ssh @a", "ssh @b", "ssh @c"}},
        Row{"tar c . | (ssh a tar x)", {"ssh @a"}}, Row{"x=$(ssh a hostname)", {"ssh @a"}},
        Row{"for h in a b; do ssh $h uptime; done", {}}, Row{"ssh a 2>/dev/null > out", {"ssh @a"}},
        Row{"ssh 2>/dev/null a", {"ssh @a"}}, Row{"# ssh a", {}}, Row{"echo ssh a", {}},
        Row{"ssh", {}}, Row{"ssh -V", {}}, Row{"ssh u:password@db", {}}, Row{"ssh 'a b'", {}},
        Row{"ssh u@$HOST", {}}, Row{"ssh-keygen -t ed25519 -f k", {}},
        Row{"autossh -M 0 -f -N -R 1:x:2 u@db", {"autossh u@db"}},
        Row{"mosh -p 60001 --ssh='ssh -p 2222 -i k' u@db", {"mosh u@db:2222 -i k"}},
        Row{"ssh-copy-id -i ~/.ssh/id.pub -p 22 u@db", {"ssh-copy-id u@db:22 -i ~/.ssh/id"}}));

INSTANTIATE_TEST_SUITE_P(
    Copies, CommandTest,
    ::testing::Values(Row{"scp -r -P 2222 -i k dir u@db:/srv/x", {"scp u@db:2222 -i k"}},
                      Row{"scp a@x:f b@y:g", {"scp a@x", "scp b@y"}},
                      Row{"scp ./a:b c:/d", {"scp @c"}}, Row{"scp -l 100 f db:", {"scp @db"}},
                      Row{"scp scp://u@db:23/f .", {"scp u@db:23"}},
                      Row{"scp f u@[2001:db8::1]:/x", {"scp u@2001:db8::1"}}, Row{"scp a b", {}},
                      Row{"sftp -P 23 -i k u@db", {"sftp u@db:23 -i k"}},
                      Row{"sftp -b batch u@db:/dir", {"sftp u@db"}},
                      Row{"rsync -avz -e 'ssh -p 23 -i k' --exclude '*.o' src/ u@db:/dst",
                          {"rsync u@db:23 -i k"}},
                      Row{"rsync -avze ssh a:/x b:/y", {"rsync @a", "rsync @b"}},
                      Row{"rsync --rsh='ssh -l u' x db:y", {"rsync u@db"}},
                      Row{"rsync rsync://mirror/x y", {}}, Row{"rsync mirror::x y", {}},
                      Row{"sshfs -p 23 u@db:/x /mnt -o ro,IdentityFile=/k",
                          {"sshfs u@db:23 -i /k"}}));

TEST(ShellHistory, CountsWhatIsRepeated) {
  EXPECT_EQ(Texts(ParseShellHistory("#1700000000\nssh a\nls\nssh  a # again\nssh b\n")),
            (std::vector<std::string>{"ssh @a x2", "ssh @b"}));
}

TEST(ShellHistory, ReadsZshsExtendedForm) {
  EXPECT_EQ(Texts(ParseShellHistory(": 1700000000:0;ssh a\n: 1700000001:12;sudo ssh b\n")),
            (std::vector<std::string>{"ssh @a", "ssh @b"}));
}

TEST(ShellHistory, ReadsFishsForm) {
  EXPECT_EQ(Texts(ParseFishHistory("- cmd: ssh a\\nssh b\n  when: 1700000000\n  paths:\n    - ssh\n"
                                   "- cmd: ssh -i 'a\\\\b' c\n")),
            (std::vector<std::string>{"ssh @a", "ssh @b", "ssh @c -i a\\b"}));
}

TEST(ShellHistory, ReadsPowerShellsForm) {
  EXPECT_EQ(Texts(ParsePowerShellHistory("ssh.exe -i C:\\Users\\u\\.ssh\\id u@db\r\n"
                                         "scp C:\\x.txt u@db:/x\r\n")),
            (std::vector<std::string>{"scp u@db", "ssh u@db -i C:\\Users\\u\\.ssh\\id"}));
}

TEST(ShellHistory, StopsAtItsLimits) {
  std::string text = "ssh " + std::string(limits::kHistoryLineBytesMax, 'x') + "\n";
  for (std::size_t i = 0; i <= limits::kSshUsesPerFileMax; ++i) text += fmt::format("ssh h{}\n", i);
  EXPECT_EQ(ParseShellHistory(text).size(), limits::kSshUsesPerFileMax);
}

}  // namespace
}  // namespace keytrail::facts
