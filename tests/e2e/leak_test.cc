// No secret value leaves the worker: looked for in every spelling, in every place, also while a
// scan runs.

#include <algorithm>

#include <gtest/gtest.h>

#include "base/digest.h"
#include "tests/e2e_support/keytrail.h"
#include "tests/e2e_support/leak_finder.h"
#include "tests/e2e_support/secret_tree.h"

namespace keytrail::e2e {
namespace {

using test_support::BackgroundCommand;
using test_support::TemporaryDirectory;

TEST(Leak, FindsAPlantedValueInEverySpelling) {
  const std::string value = "pa55/word+value";
  const std::string inside = Base64Encode(AsBytes("around " + value + " it"));
  EXPECT_TRUE(std::ranges::any_of(SpellingsOf(value), [&](const std::string& form) {
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
