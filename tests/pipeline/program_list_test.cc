#include "scanner/pipeline/program_list.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace keytrail::pipeline {
namespace {

FileEntry Program(std::string path, std::uint32_t mode = 0755) {
  FileEntry entry;
  entry.type = FileType::kRegular;
  entry.path = std::move(path);
  entry.permissions.mode = mode;
  return entry;
}

AccountFact WithShell(std::string shell) {
  AccountFact account;
  account.shell = std::move(shell);
  return account;
}

std::vector<std::string> PathsOf(const std::vector<FileEntry>& entries) {
  std::vector<std::string> paths;
  for (const FileEntry& entry : entries) paths.push_back(entry.path);
  return paths;
}

using Paths = std::vector<std::string>;

TEST(ProgramList, KeepsWhatMayBeExecutedInDirectoriesOfPrograms) {
  ProgramList list;
  list.AddShellOf(WithShell("/bin/login"));
  for (const char* path : {"/usr/local/app/login", "/opt/login", "/usr/sbin/login", "/bin/login",
                           "/usr/libexec/login", "/home/git/shell/bin/login"}) {
    list.Add(Program(path));
  }
  list.Add(Program("/srv/login"));
  list.Add(Program("/binary/login"));
  list.Add(Program("login"));
  list.Add(Program("/sbin/login", 0644));
  FileEntry link = Program("/usr/bin/login");
  link.type = FileType::kSymlink;
  list.Add(link);
  EXPECT_EQ(PathsOf(list.TakeShells()),
            (Paths{"/bin/login", "/home/git/shell/bin/login", "/opt/login", "/usr/libexec/login",
                   "/usr/local/app/login", "/usr/sbin/login"}));
}

TEST(ProgramList, FindsAShellBehindALinkOfItsDirectory) {
  ProgramList list;
  list.Add(Program("/usr/bin/gitlab-shell"));
  list.Add(Program("/usr/bin/gitlab"));
  list.AddShellOf(WithShell("/bin/gitlab-shell"));
  list.AddShellOf(WithShell(""));
  list.AddShellOf(WithShell("/opt/"));
  EXPECT_EQ(PathsOf(list.TakeShells()), Paths{"/usr/bin/gitlab-shell"});
  EXPECT_TRUE(list.TakeShells().empty()) << "the programs of a volume are told of once";
}

TEST(ProgramList, DoesNotTellOfWhatWasTaken) {
  ProgramList list;
  list.Add(Program("/opt/login", 0711));
  list.AddShellOf(WithShell("/opt/login"));
  const auto taken = list.Take("/opt/login");
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->permissions.mode, 0711U);
  EXPECT_FALSE(list.Take("/opt/login").has_value());
  EXPECT_TRUE(list.TakeShells().empty());
}

TEST(ProgramList, KeepsNoMoreThanItsLimits) {
  ProgramList list({.programs_max = 2, .path_bytes_max = 16, .shells_max = 1});
  list.AddShellOf(WithShell("/bin/a"));
  list.AddShellOf(WithShell("/bin/b"));
  list.Add(Program("/opt/a-very-long-name/a"));
  list.Add(Program("/bin/b"));
  list.Add(Program("/bin/a"));
  list.Add(Program("/s/a"));
  list.Add(Program("/opt/a"));
  EXPECT_EQ(PathsOf(list.TakeShells()), Paths{"/bin/a"});
}

}  // namespace
}  // namespace keytrail::pipeline
