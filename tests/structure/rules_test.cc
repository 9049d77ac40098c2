// The structure rules themselves, on small made-up trees.
#include "rules.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rooms.h"

namespace keytrail::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SourceFile File(const std::string& path, const std::vector<std::string>& lines) {
  return {.path = path, .lines = lines};
}

std::vector<SourceFile> One(const std::string& path, const std::vector<std::string>& lines) {
  return {File(path, lines)};
}

// A function of `line_count` lines.
std::vector<std::string> FunctionOf(std::size_t line_count) {
  std::vector<std::string> lines = {"int F(int a,", "      int b) {"};
  while (lines.size() + 1 < line_count) lines.push_back("  ++a;");
  lines.push_back("}");
  return lines;
}

TEST(Rooms, LeadDownOnly) {
  for (const Room& room : Rooms()) {
    for (const std::string_view included : room.includes) {
      ASSERT_NE(RoomNamed(included), nullptr) << included;
      EXPECT_FALSE(Below(*RoomNamed(included)).contains(room.name))
          << room.name << " and " << included << " include each other";
    }
  }
}

TEST(Rooms, OfTheInnermostDirectoryHold) {
  EXPECT_EQ(RoomOf("graph/access/evaluate.h")->name, "access");
  EXPECT_EQ(RoomOf("graph/paths.h")->name, "graph");
  EXPECT_EQ(RoomOf("scanner/disk/probe/main.cc")->name, "disk");
  EXPECT_EQ(RoomOf("based/x.h"), nullptr);
  EXPECT_EQ(RoomOf("tests/base/x.cc"), nullptr);
}

TEST(Rooms, AboveTheWorkerNeverSeeWhatTouchesGuestBytes) {
  for (const char* name : {"graph", "daemon", "rpc", "cli"}) {
    for (const char* forbidden :
         {"disk", "match", "secret", "facts", "pipeline", "authoring", "worker"}) {
      EXPECT_FALSE(Below(*RoomNamed(name)).contains(forbidden)) << name << " → " << forbidden;
    }
  }
}

TEST(CheckArrows, AllowsWhatLiesBelowAndRefusesTheRest) {
  EXPECT_THAT(CheckArrows(One("cli/x.cc", {"#include \"cli/x.h\"", "#include \"base/text.h\"",
                                           "#include <scanner/disk/x.h>"})),
              IsEmpty());
  EXPECT_THAT(CheckArrows(One("cli/x.cc", {"", "#include \"scanner/disk/reader.h\""})),
              ElementsAre(HasSubstr("cli/x.cc:2: room cli may not include scanner/disk/reader.h")));
  EXPECT_THAT(CheckArrows(One("base/x.h", {"#include \"model/file.h\""})),
              ElementsAre(HasSubstr("base/x.h:1")));
  EXPECT_THAT(CheckArrows(One("scanner/match/x.h", {"#include \"scanner/secret/x.h\""})).size(), 1);
  EXPECT_THAT(CheckArrows(One("cli/x.cc", {"#include \"tests/support/x.h\""})).size(), 1);
  EXPECT_THAT(CheckArrows(One("tests/cli/x.cc", {"#include \"scanner/disk/x.h\""})), IsEmpty());
}

TEST(CheckLinkedRooms, ReadsTheCallOverItsLines) {
  EXPECT_THAT(CheckLinkedRooms(One("model/CMakeLists.txt", {"keytrail_room(model ROOMS base)"})),
              IsEmpty());
  EXPECT_THAT(
      CheckLinkedRooms(One("model/CMakeLists.txt",
                           {"keytrail_room(model", "  ROOMS base cli", "  LIBRARIES rpc)"})),
      ElementsAre("model/CMakeLists.txt:1: room model may not link room cli"));
}

TEST(CheckThirdParty, KnowsEachLibrarysHome) {
  EXPECT_THAT(CheckThirdParty(One("storage/x.cc", {"#include <sqlite3.h>"})), IsEmpty());
  EXPECT_THAT(CheckThirdParty(One("graph/x.cc", {"#include <sqlite3.h>"})),
              ElementsAre("graph/x.cc:1: sqlite3.h is included only in storage/"));
  EXPECT_THAT(CheckThirdParty(One("wire/x.h", {"#include \"keytrail/v1/model.pb.h\""})), IsEmpty());
  EXPECT_EQ(CheckThirdParty(One("wire/x.h", {"#include \"keytrail/v1/service.grpc.pb.h\""})).size(),
            1U);
  EXPECT_EQ(CheckThirdParty(One("cli/x.h", {"#include \"keytrail/v1/model.pb.h\""})).size(), 1U);
  EXPECT_EQ(CheckThirdParty(One("base/ids.cc", {"#include <openssl/rand.h>"})).size(), 1U);
  EXPECT_EQ(CheckThirdParty(One("model/x.h", {"#include <absl/status/status.h>"})).size(), 1U);
  EXPECT_THAT(CheckThirdParty(One("tests/storage/x.cc", {"#include <sqlite3.h>"})), IsEmpty());
}

TEST(CheckLonelyHeaders, FindsThoseThatNobodyIncludes) {
  EXPECT_THAT(CheckLonelyHeaders({File("cli/a.h", {}), File("cli/a.cc", {"#include \"cli/a.h\""}),
                                  File("tests/x/b.h", {}),
                                  File("tests/x/b.cc", {"#include \"b.h\""}), File("cli/c.h", {})}),
              ElementsAre("cli/c.h: nobody includes it: delete it"));
}

TEST(CheckRegisteredTests, FindsTestsThatNeverRun) {
  const std::vector<SourceFile> lists = {
      File("tests/a/CMakeLists.txt", {"keytrail_tests(a_test ROOMS a)"}),
      File("tests/b/CMakeLists.txt", {"# keytrail_tests(b_test)"}),
      File("tests/a/deep/CMakeLists.txt", {"keytrail_tests(deep_test)"}),
      File("tests/c/CMakeLists.txt", {"add_subdirectory(deep)"}),
      File("tests/c/deep/CMakeLists.txt", {"keytrail_tests(other_test)"})};
  EXPECT_THAT(CheckRegisteredTests({File("tests/a/x_test.cc", {}), File("tests/b/x_test.cc", {}),
                                    File("tests/a/deep/x_test.cc", {}), File("cli/x_test.cc", {}),
                                    File("tests/b/helper.cc", {})},
                                   lists),
              ElementsAre(HasSubstr("tests/b/x_test.cc"), HasSubstr("tests/a/deep/x_test.cc"),
                          HasSubstr("cli/x_test.cc")));
}

TEST(CheckLengths, CountsLinesOfFilesAndOfFunctions) {
  const LengthLimits limits{.file_lines_max = 12, .function_lines_max = 10, .exempt = {}};
  EXPECT_THAT(CheckLengths(One("a.cc", FunctionOf(10)), limits), IsEmpty());
  EXPECT_THAT(CheckLengths(One("a.cc", FunctionOf(11)), limits),
              ElementsAre("a.cc:1: a function of 11 lines: split it"));
  EXPECT_THAT(CheckLengths(One("a.cc", std::vector<std::string>(13, "// x")), limits),
              ElementsAre("a.cc: 13 lines: split it"));
}

TEST(CheckLengths, TellsFunctionsFromTypesAndNamespaces) {
  const LengthLimits limits{.file_lines_max = 100, .function_lines_max = 3, .exempt = {}};
  EXPECT_THAT(CheckLengths(One("a.cc", {"namespace a {",
                                        "",
                                        "struct S {",
                                        "  int a;",
                                        "  int b;",
                                        "  int c;",
                                        "};",
                                        "",
                                        "constexpr int kA[] = {",
                                        "  1,",
                                        "  2,",
                                        "  3,",
                                        "};",
                                        "",
                                        "int F() {",
                                        "",
                                        "  return 1;",
                                        "}",
                                        "",
                                        "}  // namespace a"}),
                           limits),
              ElementsAre("a.cc:15: a function of 4 lines: split it"));
}

TEST(CheckLengths, SparesOnlyWhatIsNamed) {
  LengthLimits limits{.file_lines_max = 100, .function_lines_max = 3, .exempt = {}};
  limits.exempt = {"a.cc:int F(int a,"};
  EXPECT_THAT(CheckLengths(One("a.cc", FunctionOf(10)), limits), IsEmpty());
  EXPECT_EQ(CheckLengths(One("b.cc", FunctionOf(10)), limits).size(), 1U);
}

TEST(CheckLeftovers, WantsAnIssueNumber) {
  const std::string reminder = std::string("// TO") + "DO";
  EXPECT_THAT(CheckLeftovers(One("a.cc", {reminder + "(#12): later"})), IsEmpty());
  EXPECT_EQ(CheckLeftovers(One("a.cc", {reminder + ": later"})).size(), 1U);
  EXPECT_EQ(CheckLeftovers(One("a.cc", {reminder + "(#soon): later"})).size(), 1U);
  EXPECT_EQ(CheckLeftovers(One("a.cc.broken", {})).size(), 1U);
}

TEST(CheckBlobSizes, HasALimit) {
  EXPECT_THAT(CheckBlobSizes({{"a", 10}, {"b", 11}}, 10), ElementsAre(HasSubstr("b: 11 bytes")));
}

TEST(CheckRulePacks, WantsProofForEachRule) {
  const std::vector<std::string> whole = {
      "rules:", "  - id: a.b", "    examples:", "    negative_examples:", "    references: [x]"};
  EXPECT_THAT(CheckRulePacks(One("r.yaml", whole)), IsEmpty());
  EXPECT_THAT(CheckRulePacks(
                  One("r.yaml", {"rules:", "  - id: a.b", "    examples:", "    references: [x]"})),
              ElementsAre("r.yaml:2: rule a.b has no negative_examples:"));
  EXPECT_THAT(CheckRulePacks(One("r.yaml", {"rules:"})), ElementsAre("r.yaml: holds no rule"));
}

TEST(LoadTree, LeavesOutWhatIsNotSource) {
  namespace fs = std::filesystem;
  std::string pattern = fs::temp_directory_path() / "keytrail-structure.XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const fs::path root = pattern;
  for (const char* path : {"a/x.h", "a/y.md", "build/z.h", ".cache/z.h", ".git/z.h", "b/c/w.cc"}) {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << "#include \"q.h\"\n";
  }
  const std::vector<SourceFile> files = LoadTree(root, {".h", ".cc"});
  const std::vector<FileSize> sizes = ListSizes(root);
  fs::remove_all(root);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].path, "a/x.h");
  EXPECT_EQ(files[1].path, "b/c/w.cc");
  EXPECT_EQ(IncludesOf(files[0]).at(0).target, "q.h");
  EXPECT_EQ(sizes.size(), 3U);
}

}  // namespace
}  // namespace keytrail::structure
