// The fuzz targets of hints as ordinary tests. A broken invariant ends the process; the trace names
// the seed.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/digest.h"
#include "model/ssh_wire.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::fuzz {
namespace {

constexpr std::uint64_t kSeed = 20260203;
constexpr int kMutations = 10'000;
// Each copies some megabytes to a file.
constexpr int kJournalMutations = 150;

using Target = void (*)(std::span<const std::byte>);

void Replay(Target target, const std::vector<std::string>& seeds, int mutations) {
  Mutator mutator(kSeed);
  for (const std::string& seed : seeds) {
    target(AsBytes(seed));
    for (int i = 0; i < mutations; ++i) target(AsBytes(mutator.Mutate(seed)));
  }
  testing::Test::RecordProperty("seed", std::to_string(kSeed));
}

std::string PublicKey() {
  SshWriter writer;
  writer.Text("ssh-ed25519");
  writer.Text(std::string(32, '\x5a'));
  return "ssh-ed25519 " + Base64Encode(writer.Take());
}

std::string Accepted(const std::string& key) {
  return "Accepted publickey for deploy from 10.0.0.4 port 50022 ssh2: " + key + "\n";
}

const std::string kFingerprint = "SHA256:" + std::string(43, 'k');

TEST(Fuzz, HintsSurviveDamage) {
  const std::string hash = Base64Encode(AsBytes(std::string(20, 'h')));
  Replay(&FuzzHints,
         {std::string("\0", 1) + "db,[10.0.0.4]:22 " + PublicKey() + "\n|1|" + hash + "|" + hash +
              " " + PublicKey() + "\n@revoked * " + PublicKey() + "\n",
          "\1Include x\nHost db *.db !a\n User=u\n IdentityFile \"~/.ssh/a b\"\n Port 22\n"
          " ProxyJump u@a:22,b\nMatch host x\n HostName %h.example.net\n",
          "\2: 1700000000:0;sudo -u x ssh -i k -J a@b -p 22 -oUser=u db 'ls' | scp u@[::1]:x .\n"
          "rsync -e 'ssh -p 23' a:/x b && sshfs ssh://u@db:2 /m\n",
          "\3- cmd: ssh -i 'a\\\\b' c\\nssh d\n  when: 1\n",
          "\4ssh.exe -i C:\\Users\\u\\.ssh\\id u@db `\n"},
         kMutations);
}

TEST(Fuzz, LoginLogSurvivesDamage) {
  const std::string head = "Nov 24 17:20:01 web sshd[812]: ";
  Replay(
      &FuzzLoginLog,
      {"\x20" + head + Accepted("ED25519 " + kFingerprint) + "Jan  1 00:00:01 web x[1]: y\n" +
           head + Accepted("RSA-CERT " + kFingerprint + " ID x (serial 1) CA RSA " + kFingerprint),
       "\x30" + std::string("2026-11-24T17:20:01.5+01:00 web sshd-session[1]: ") +
           Accepted("RSA 00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff")},
      kMutations);
}

TEST(Fuzz, JournalSurvivesDamage) {
  const test_support::TemporaryDirectory directory;
  std::ofstream(directory / "entries")
      << "__REALTIME_TIMESTAMP=1760000000000000\n__MONOTONIC_TIMESTAMP=1\n_BOOT_ID="
      << std::string(32, 'b')
      << "\nSYSLOG_IDENTIFIER=sshd\n_UID=0\nMESSAGE=" << Accepted("ED25519 " + kFingerprint)
      << "\n";
  ASSERT_EQ(test_support::RunCommand({"/lib/systemd/systemd-journal-remote", "-o",
                                      directory / "x.journal", directory / "entries"})
                .exit_code,
            0);
  std::stringstream bytes;
  bytes << std::ifstream(directory / "x.journal", std::ios::binary).rdbuf();
  Replay(&FuzzJournal, {bytes.str()}, kJournalMutations);
}

}  // namespace
}  // namespace keytrail::fuzz
