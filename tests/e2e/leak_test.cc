// No secret value leaves the worker: looked for in every spelling, in every place, also while a
// scan runs.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "tests/e2e_support/keytrail.h"
#include "tests/e2e_support/secret_tree.h"

namespace keytrail::e2e {
namespace {

namespace fs = std::filesystem;
using test_support::BackgroundCommand;
using test_support::TemporaryDirectory;

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

std::vector<std::string> Spellings(const std::string& value) {
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

class LeakFinder {
 public:
  explicit LeakFinder(const SecretTree& tree) {
    for (const PlantedSecret& secret : tree.secrets()) {
      for (std::string& spelling : Spellings(secret.value)) needles_.push_back(std::move(spelling));
    }
  }

  void ExpectClean(const std::string& text, const std::string& where) const {
    for (const std::string& needle : needles_) {
      EXPECT_EQ(text.find(needle), std::string::npos) << "a secret's value in " << where;
    }
  }

  // Files come and go while a scan runs; what is gone cannot leak.
  std::size_t ExpectCleanBelow(const std::string& directory) const {
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

 private:
  std::vector<std::string> needles_;
};

TEST(Leak, FindsAPlantedValueInEverySpelling) {
  const std::string value = "pa55/word+value";
  for (const std::string& spelling : Spellings(value)) EXPECT_FALSE(spelling.empty());
  const std::string inside = Base64Encode(AsBytes("around " + value + " it"));
  EXPECT_TRUE(std::ranges::any_of(Base64Forms(value), [&](const std::string& form) {
    return inside.find(form) != std::string::npos;
  }));
}

TEST(Leak, NothingInStoreOutputOrTemporaryFilesWhileAScanRunsAndAfter) {
  SecretTree tree(21);
  tree.AddBallast(60, 20'000);
  const LeakFinder finder(tree);
  const TemporaryDirectory store;
  const TemporaryDirectory temporary;
  const std::vector<std::string> environment = {"TMPDIR=" + temporary.path()};
  std::size_t looks = 0;
  {
    BackgroundCommand scan(
        {KeytrailProgram(), "scan", tree.path(), "--machine", "m", "--store", store.path(),
         "--format", "jsonl", "--output", store.path() + "/out.jsonl", "--read-rate", "600000"},
        environment);
    while (scan.Running()) {
      finder.ExpectCleanBelow(store.path());
      finder.ExpectCleanBelow(temporary.path());
      ++looks;
    }
    EXPECT_EQ(scan.Wait(), 0);
  }
  EXPECT_GT(looks, 3u) << "the scan ended before anyone looked";
  EXPECT_GE(finder.ExpectCleanBelow(store.path()), 3u);
  for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{
           {"secrets"}, {"keys"}, {"paths", "--include-unknown"}, {"machines"}, {"coverage"}}) {
    for (const std::string format : {"table", "jsonl"}) {
      std::vector<std::string> arguments = verb;
      arguments.insert(arguments.end(), {"--store", store.path(), "--format", format});
      const auto result = RunKeytrail(arguments);
      EXPECT_EQ(result.exit_code, 0) << result.error;
      finder.ExpectClean(result.output + result.error, verb[0]);
    }
  }
}

TEST(Leak, NothingInTheTableOfAScanOrOnItsStandardError) {
  const SecretTree tree(22);
  const LeakFinder finder(tree);
  const auto result = RunKeytrail({"scan", tree.path(), "--store", "none"});
  EXPECT_EQ(result.exit_code, 0);
  finder.ExpectClean(result.output, "the table");
  finder.ExpectClean(result.error, "standard error");
}

}  // namespace
}  // namespace keytrail::e2e
