#include "scanner/facts/command_class.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace keytrail::facts {
namespace {

TEST(CommandClass, NamesOnlyWhatIsCertain) {
  const std::string banner =
      "echo 'Please login as the user \"admin\" rather than the user \"root\".';echo;sleep 10";
  const std::pair<std::string, std::string> cases[] = {
      {banner, "cloud_init_banner"},
      {banner + ";exit 142", "cloud_init_banner"},
      {banner + ";exit 142;sh", "other"},
      {"true;" + banner, "other"},
      {"echo 'Please login as the user \"$(sh)\" rather than the user \"root\".';echo;sleep 10",
       "other"},
      {"rrsync /backup", "rrsync"},
      {"/usr/bin/rrsync -ro /backup", "rrsync"},
      {"/usr/bin/rrsync -ro /backup; sh", "other"},
      {"rrsync $(sh)", "other"},
      {"git-shell -c \"$SSH_ORIGINAL_COMMAND\"", "git_shell"},
      {"/usr/bin/git-shell -c \"$SSH_ORIGINAL_COMMAND\"", "git_shell"},
      {"git-shell x; sh; git-shell -c \"$SSH_ORIGINAL_COMMAND\"", "other"},
      {"$(sh)/git-shell -c \"$SSH_ORIGINAL_COMMAND\"", "other"},
      {"borg serve --restrict-to-path /b", "borg_serve"},
      {"borg create", "other"},
      {"", "other"},
      {"/bin/bash", "other"},
  };
  for (const auto& [command, expected] : cases) {
    EXPECT_EQ(CommandClass(command), expected) << command;
  }
}

}  // namespace
}  // namespace keytrail::facts
