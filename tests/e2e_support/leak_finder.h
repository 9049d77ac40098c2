// Looks for the values of planted secrets, in every spelling in which one might slip out.
#pragma once

#include <string>
#include <vector>

#include "tests/e2e_support/secret_tree.h"

namespace keytrail::e2e {

// As it is, in hexadecimal, percent-escaped, as UTF-16, JSON-escaped, and in base64 at any
// alignment.
std::vector<std::string> SpellingsOf(const std::string& value);

class LeakFinder {
 public:
  explicit LeakFinder(const SecretTree& tree);

  // Fails the test when `text` holds a value.
  void ExpectClean(const std::string& text, const std::string& where) const;

  // Looks into every file below `directory`, and returns how many there were. Files come and go
  // while a scan runs; what is gone cannot leak.
  std::size_t ExpectCleanBelow(const std::string& directory) const;

 private:
  std::vector<std::string> needles_;
};

}  // namespace keytrail::e2e
