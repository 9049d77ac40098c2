// Private keys made by the real programs, at test time.
#pragma once

#include <string>
#include <vector>

#include "tests/support/temporary_directory.h"

namespace keytrail::secret {

// A directory of keys; gone with it.
class KeyFiles {
 public:
  // Runs ssh-keygen for a new key; `arguments` are such as {"-t", "rsa", "-m", "PEM"}. Returns the
  // private key's path; its public half is beside it. No passphrase where `passphrase` is empty.
  std::string MakeSshKey(const std::vector<std::string>& arguments,
                         const std::string& passphrase = "");
  // Runs a program that must succeed; returns what it printed.
  std::string Run(const std::vector<std::string>& arguments) const;
  // The second word of `ssh-keygen -lf PATH`: "SHA256:…", or "MD5:…" for the hash "md5".
  std::string Fingerprint(const std::string& path, const std::string& hash = "sha256") const;

  std::string Path(const std::string& name) const { return directory_ / name; }

 private:
  test_support::TemporaryDirectory directory_;
  int keys_made_ = 0;
};

std::string ReadFile(const std::string& path);

}  // namespace keytrail::secret
