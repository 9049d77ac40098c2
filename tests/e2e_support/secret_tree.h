// A directory tree with one secret of each kind, made when the test runs, and their values for
// looking whether one leaks.
#pragma once

#include <string>
#include <vector>

#include "tests/support/temporary_directory.h"

namespace keytrail::e2e {

struct PlantedSecret {
  std::string rule_id;
  std::string path;   // on the scanned machine
  std::string value;  // what must never be seen again
};

class SecretTree {
 public:
  // Equal seeds make equal trees, but for the private key, which ssh-keygen makes.
  explicit SecretTree(unsigned seed);

  const std::string& path() const { return directory_.path(); }
  const std::vector<PlantedSecret>& secrets() const { return secrets_; }
  // "SHA256:…" of the private key, as ssh-keygen says it.
  const std::string& key_fingerprint() const { return key_fingerprint_; }
  const std::string& public_key_line() const { return public_key_line_; }

  void Write(const std::string& relative_path, const std::string& text, unsigned mode = 0644);
  void Remove(const std::string& relative_path);
  // Makes the tree that of a machine whose sshd starts and lets in whom `public_key_line` names, as
  // deploy, whose shell lies where only this machine's accounts say that there is a shell.
  void AddDoorFor(const std::string& public_key_line);
  // Files without secrets, so that a scan takes its time.
  void AddBallast(int files, std::size_t file_bytes);

 private:
  void MakeKey();

  test_support::TemporaryDirectory directory_;
  std::vector<PlantedSecret> secrets_;
  std::string key_fingerprint_;
  std::string public_key_line_;
};

// A GitHub token with a right checksum.
std::string ComposeGitHubToken(unsigned seed);

}  // namespace keytrail::e2e
