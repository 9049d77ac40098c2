#include "tests/e2e_support/leak_finder.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/digest.h"

namespace keytrail::e2e {
namespace {

namespace fs = std::filesystem;

// The base64 of `value` wherever it lies in a longer text: without the characters that its
// neighbours decide.
std::vector<std::string> Base64Forms(const std::string& value) {
  std::vector<std::string> forms;
  for (std::size_t shift = 0; shift < 3; ++shift) {
    const std::string encoded = Base64Encode(AsBytes(std::string(shift, 'x') + value), false);
    forms.push_back(encoded.substr(shift == 0 ? 0 : shift + 1, encoded.size() - 6));
  }
  return forms;
}

}  // namespace

std::vector<std::string> SpellingsOf(const std::string& value) {
  std::string hex, percent, utf16;
  for (const char c : value) {
    hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    percent += std::isalnum(static_cast<unsigned char>(c)) != 0
                   ? std::string(1, c)
                   : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    utf16 += c;
    utf16 += '\0';
  }
  std::string slashes;
  for (const char c : value) slashes += c == '/' ? std::string("\\/") : std::string(1, c);
  std::vector<std::string> spellings = {value, hex, percent, utf16, slashes};
  std::ranges::copy(Base64Forms(value), std::back_inserter(spellings));
  return spellings;
}

LeakFinder::LeakFinder(const SecretTree& tree) {
  for (const PlantedSecret& secret : tree.secrets()) {
    for (std::string& spelling : SpellingsOf(secret.value)) needles_.push_back(std::move(spelling));
  }
}

void LeakFinder::ExpectClean(const std::string& text, const std::string& where) const {
  for (const std::string& needle : needles_) {
    EXPECT_EQ(text.find(needle), std::string::npos) << "a secret's value in " << where;
  }
}

std::size_t LeakFinder::ExpectCleanBelow(const std::string& directory) const {
  std::size_t files = 0;
  std::error_code error;
  auto walk = fs::recursive_directory_iterator(
      directory, fs::directory_options::skip_permission_denied, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    std::error_code gone;
    if (!walk->is_regular_file(gone)) continue;
    std::stringstream text;
    text << std::ifstream(walk->path(), std::ios::binary).rdbuf();
    ExpectClean(text.str(), walk->path());
    ++files;
  }
  return files;
}

}  // namespace keytrail::e2e
