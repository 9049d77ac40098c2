#include "tests/sshd_oracle/sshd_root.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "base/check.h"
#include "base/unique_fd.h"
#include "tests/sshd_oracle/process.h"

namespace keytrail::sshd_oracle {
namespace {

namespace fs = std::filesystem;

constexpr char kServer[] = "/usr/sbin/sshd";

// Everything that rows may change lies below these.
constexpr std::array<const char*, 9> kChangingFolders = {"etc", "home", "root", "srv", "opt",
                                                         "run", "var",  "tmp",  "mnt"};

const std::vector<std::string>& Programs() {
  static const std::vector<std::string> kPrograms = {
      kServer,     "/usr/lib/openssh/sftp-server", "/bin/bash", "/bin/sh", "/usr/sbin/nologin",
      "/bin/false"};
  return kPrograms;
}

const std::vector<std::string>& PamModules() {
  static const std::vector<std::string> kModules = {
      "unix", "deny", "permit",   "nologin", "access",     "listfile", "env",  "limits",
      "motd", "mail", "loginuid", "keyinit", "succeed_if", "time",     "wheel"};
  return kModules;
}

std::string PamFolder() {
  for (const std::string folder :
       {"/lib/x86_64-linux-gnu/security", "/lib/aarch64-linux-gnu/security", "/lib/security"}) {
    if (fs::exists(folder)) return folder;
  }
  return {};
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The stanza of openssh-server in this host's package database, as the tree's database.
std::string PackageStatus() {
  const ProcessResult status = RunToEnd({"/usr/bin/dpkg-query", "-s", "openssh-server"});
  return status.exit_code == 0 ? status.output + "\n" : std::string();
}

// What Debian's pam-auth-update writes where nothing else is installed.
std::string PamStack(const std::string& phase, const std::string& control,
                     const std::string& module_options) {
  return fmt::format(
      "{0} [{1}] pam_unix.so {2}\n{0} requisite pam_deny.so\n{0} required pam_permit.so\n", phase,
      control, module_options);
}

std::vector<Change> PamFiles() {
  return {File("/etc/pam.d/sshd", ReadFile("/etc/pam.d/sshd")),
          File("/etc/pam.d/other", "@include common-auth\n@include common-account\n"),
          File("/etc/pam.d/common-auth", PamStack("auth", "success=1 default=ignore", "nullok")),
          File("/etc/pam.d/common-account",
               PamStack("account", "success=1 new_authtok_reqd=done default=ignore", "")),
          File("/etc/pam.d/common-password",
               PamStack("password", "success=1 default=ignore", "obscure yescrypt")),
          File("/etc/pam.d/common-session",
               "session [default=1] pam_permit.so\nsession requisite pam_deny.so\n"
               "session required pam_permit.so\nsession required pam_unix.so\n"),
          File("/etc/security/limits.conf", ""),
          File("/etc/security/pam_env.conf", ""),
          File("/etc/security/access.conf", "")};
}

std::vector<Change> SystemFiles() {
  return {File("/etc/os-release", ReadFile("/etc/os-release")),
          File("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files\n"),
          File("/etc/hosts", "127.0.0.1 localhost\n"),
          File("/etc/group",
               "root:x:0:\nshadow:x:42:\nnogroup:x:65534:\nu:x:1000:\nv:x:1001:\nops:x:2000:u\n"
               "admins:x:2001:v\n"),
          File("/etc/hostname", "oracle\n"),
          File("/etc/shells", "/bin/sh\n/bin/bash\n"),
          File("/var/lib/dpkg/status", PackageStatus()),
          File("/etc/default/ssh", ReadFile("/etc/default/ssh")),
          File("/lib/systemd/system/ssh.service", ReadFile("/lib/systemd/system/ssh.service")),
          Link("/etc/systemd/system/multi-user.target.wants/ssh.service",
               "/lib/systemd/system/ssh.service"),
          Link("/etc/systemd/system/sshd.service", "/lib/systemd/system/ssh.service"),
          Directory("/run/sshd"),
          Directory("/tmp", 01777)};
}

std::vector<Change> LoginFiles() {
  return {File(kConfigPath, kSftpSubsystem),
          Directory("/etc/ssh/sshd_config.d"),
          File("/etc/ssh/ssh_host_ed25519_key", "{host_key}", 0600),
          File("/etc/ssh/ssh_host_ed25519_key.pub", "{host_key_public}\n"),
          Directory("/root", 0700),
          Directory("/home/u", 0755, kUser),
          Directory("/home/u/.ssh", 0700, kUser),
          File("/home/u/.ssh/authorized_keys", "{key}\n", 0600, kUser),
          Directory("/home/v", 0755, kStranger)};
}

void MakeSpecialFile(const std::string& path, const Change& change) {
  if (change.kind == Change::Kind::kDirectory) {
    fs::create_directories(path);
  } else if (change.kind == Change::Kind::kLink) {
    fs::remove(path);
    fs::create_symlink(change.text, path);
  } else if (change.kind == Change::Kind::kFifo) {
    fs::remove_all(path);
    KT_CHECK(mkfifo(path.c_str(), change.mode) == 0);
  }
}

void Make(const std::string& root, const Change& change) {
  const std::string path = root + change.path;
  if (change.kind == Change::Kind::kRemoval) {
    KT_CHECK(fs::remove_all(path) > 0);
    return;
  }
  fs::create_directories(fs::path(path).parent_path());
  if (change.kind == Change::Kind::kFile) {
    std::error_code is_new;
    fs::remove(path, is_new);
    std::ofstream(path, std::ios::binary) << change.text;
  } else {
    MakeSpecialFile(path, change);
  }
  KT_CHECK(lchown(path.c_str(), change.owner.uid, change.owner.gid) == 0);
  if (change.kind == Change::Kind::kLink) return;
  KT_CHECK(chmod(path.c_str(), change.mode) == 0);
}

// A device where that is allowed; else a file, which swallows what sshd and its children write.
void MakeNullDevice(const std::string& path) {
  const bool made = mknod(path.c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0;
  const UniqueFd opened(open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!made || !opened.valid()) {
    fs::remove(path);
    std::ofstream(path) << "";
  }
  KT_CHECK(chmod(path.c_str(), 0666) == 0);
}

}  // namespace

std::string Obstacle() {
  if (geteuid() != 0) return "changing the root directory needs root: run the tests as root";
  if (!fs::exists(kServer)) return "there is no sshd: install openssh-server";
  if (RunToEnd({"/usr/bin/true"}, "/").exit_code != 0) {
    return "changing the root directory is not permitted here: run with CAP_SYS_CHROOT";
  }
  return {};
}

SshdRoot::SshdRoot() : path_(directory_ / "root") {
  for (const std::string folder : {"bin", "sbin", "lib", "lib64"}) {
    fs::create_directories(path_ + "/usr/" + folder);
    fs::create_symlink("usr/" + folder, path_ + "/" + folder);
  }
  for (const std::string& program : Programs()) CopyProgram(program);
  for (const std::string& module : PamModules()) {
    CopyProgram(fmt::format("{}/pam_{}.so", PamFolder(), module));
  }
  fs::create_directories(path_ + "/dev");
  MakeNullDevice(path_ + "/dev/null");
}

// ldd prints "NAME => PATH (ADDRESS)" or "PATH (ADDRESS)".
void SshdRoot::CopyProgram(const std::string& program) {
  Copy(program);
  std::istringstream words(RunToEnd({"/usr/bin/ldd", program}).output);
  for (std::string word; words >> word;) {
    if (word.starts_with('/')) Copy(word);
  }
}

void SshdRoot::Copy(const std::string& file) {
  const fs::path target = path_ + file;
  fs::create_directories(target.parent_path());
  fs::copy_file(file, target, fs::copy_options::skip_existing);
}

void SshdRoot::Reset(KeyRing& keys, KeyKind kind) {
  for (const char* folder : kChangingFolders) fs::remove_all(path_ + "/" + folder);
  Apply(SystemFiles());
  Apply(PamFiles());
  Apply(AccountFiles({}));
  Apply(keys.Fill(LoginFiles(), kind));
}

void SshdRoot::Apply(const std::vector<Change>& changes) {
  for (const Change& change : changes) Make(path_, change);
}

std::vector<Change> AccountFiles(const Account& account) {
  return {File("/etc/passwd", fmt::format("root:x:0:0:root:/root:/bin/bash\n"
                                          "sshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n"
                                          "u:x:1000:1000::{}:{}\n"
                                          "v:x:1001:1001::/home/v:/bin/bash\n"
                                          "nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n",
                                          account.home, account.shell)),
          File("/etc/shadow",
               fmt::format("root:*:19000:0:99999:7:::\nsshd:!:19000::::::\nu:{}:{}\n"
                           "v:*:19000:0:99999:7:::\nnobody:*:19000:0:99999:7:::\n",
                           account.password, account.ageing),
               0640, {0, 42})};
}

}  // namespace keytrail::sshd_oracle
