#include "tests/secret/key_files.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/command.h"

namespace keytrail::secret {

std::string KeyFiles::Run(const std::vector<std::string>& arguments) const {
  const test_support::CommandResult result = test_support::RunCommand(arguments);
  EXPECT_EQ(result.exit_code, 0) << arguments[0] << ": " << result.error;
  return result.output;
}

std::string KeyFiles::MakeSshKey(const std::vector<std::string>& arguments,
                                 const std::string& passphrase) {
  const std::string path = Path("key" + std::to_string(++keys_made_));
  std::vector<std::string> command = {"ssh-keygen", "-q",       "-f", path,
                                      "-N",         passphrase, "-C", "deploy@web"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Run(command);
  return path;
}

std::string KeyFiles::Fingerprint(const std::string& path, const std::string& hash) const {
  std::istringstream words(Run({"ssh-keygen", "-l", "-E", hash, "-f", path}));
  std::string bits;
  std::string fingerprint;
  words >> bits >> fingerprint;
  return fingerprint;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace keytrail::secret
