#include "tests/e2e_support/secret_tree.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"
#include "tests/support/command.h"

namespace keytrail::e2e {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string Random(std::mt19937& random, std::string_view alphabet, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text.push_back(alphabet[random() % alphabet.size()]);
  return text;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::string ComposeGitHubToken(unsigned seed) {
  std::mt19937 random(seed);
  const std::string body = Random(random, kBase62, 30);
  std::uint32_t checksum = Crc32(AsBytes(body));
  std::string digits;
  for (int i = 0; i < 6; ++i, checksum /= 62) digits.insert(digits.begin(), kBase62[checksum % 62]);
  return "ghp_" + body + digits;
}

SecretTree::SecretTree(unsigned seed) {
  std::mt19937 random(seed);
  const std::string token = ComposeGitHubToken(seed);
  const std::string key_id = "AKIA" + Random(random, "QRSTUVWXYZ", 1) +
                             Random(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 15);
  const std::string key = Random(random, kBase62, 40);
  const std::string password = Random(random, kBase62, 18);
  const std::string account_key = Base64Encode(AsBytes(Random(random, kBase62, 64)));
  Write("etc/hostname", "web\n");
  Write("etc/machine-id", Random(random, "0123456789abcdef", 32) + "\n");
  Write("etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\ndeploy:x:1000:1000::/home/deploy:/bin/bash\n");
  Write("home/deploy/.config/gh/hosts.yml", "github.com:\n    oauth_token: " + token + "\n", 0600);
  Write("home/deploy/.aws/credentials",
        fmt::format("[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n", key_id, key),
        0600);
  Write("srv/app/.env",
        fmt::format("DATABASE_URL=postgres://app:{}@db.example.net:5432/orders\n", password), 0640);
  Write("srv/app/storage.json",
        fmt::format("{{\"conn\": "
                    "\"DefaultEndpointsProtocol=https;AccountName=acmebackups;AccountKey={};"
                    "EndpointSuffix=core.windows.net\"}}\n",
                    account_key));
  Write("usr/share/doc/README",
        "Set DATABASE_URL to postgres://user:password@localhost/db and go.\n");
  secrets_ = {{"github", "/home/deploy/.config/gh/hosts.yml", token},
              {"aws", "/home/deploy/.aws/credentials", key},
              {"postgresql", "/srv/app/.env", password},
              {"azure", "/srv/app/storage.json", account_key}};
  MakeKey();
}

void SecretTree::MakeKey() {
  const std::string file = directory_ / "home/deploy/.ssh/id_ed25519";
  fs::create_directories(fs::path(file).parent_path());
  KT_CHECK(test_support::RunCommand(
               {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "deploy@web", "-f", file})
               .exit_code == 0);
  public_key_line_ = ReadFile(file + ".pub");
  const std::string listed = test_support::RunCommand({"ssh-keygen", "-lf", file + ".pub"}).output;
  key_fingerprint_ = listed.substr(listed.find("SHA256:"), 50);
  const std::string text = ReadFile(file);
  // A line from the middle, where the private half lies.
  const std::size_t line_begin = text.find('\n', text.size() / 2) + 1;
  secrets_.push_back({"pem", "/home/deploy/.ssh/id_ed25519",
                      text.substr(line_begin, text.find('\n', line_begin) - line_begin)});
}

void SecretTree::Write(const std::string& relative_path, const std::string& text, unsigned mode) {
  const fs::path path = directory_ / relative_path;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  KT_CHECK(chmod(path.c_str(), mode) == 0);
}

void SecretTree::AddDoorFor(const std::string& public_key_line) {
  using std::string_literals::operator""s;
  Write("usr/sbin/sshd", "\x7f"s + "ELF\0OpenSSH_9.2p1 Debian-2+deb12u3\0"s, 0755);
  // The tree belongs to whoever runs the test, and deploy must get through it.
  Write("etc/ssh/sshd_config", "StrictModes no\n");
  KT_CHECK(chmod(path().c_str(), 0755) == 0);
  const fs::path wants = directory_ / "etc/systemd/system/multi-user.target.wants";
  fs::create_directories(wants);
  fs::create_symlink("/lib/systemd/system/ssh.service", wants / "ssh.service");
  Write("etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\n"
        "sshd:x:105:65534::/run/sshd:/usr/sbin/nologin\n"
        "deploy:x:1000:1000::/home/deploy:/opt/app/login\n");
  Write("etc/shadow", "root:*:19000:0:99999:7:::\ndeploy:*:19000:0:99999:7:::\n", 0600);
  Write("opt/app/login", "#!/bin/sh\n", 0755);
  Write("home/deploy/.ssh/authorized_keys", public_key_line);
}

void SecretTree::Remove(const std::string& relative_path) {
  KT_CHECK(fs::remove(directory_ / relative_path));
}

void SecretTree::AddBallast(int files, std::size_t file_bytes) {
  const std::string text(file_bytes, 'x');
  for (int i = 0; i < files; ++i) Write(fmt::format("var/ballast/{:03}/{}", i / 100, i), text);
}

}  // namespace keytrail::e2e
