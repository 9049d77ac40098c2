#include "cli/progress.h"

#include <cstdio>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace keytrail::cli {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

ProgressFrame HalfDone() {
  return {.files = 1000,
          .bytes = 50ULL << 20,
          .files_total = 2000,
          .bytes_total = 100ULL << 20,
          .stage = "scanning"};
}

TEST(ProgressLine, ShowsStageBarFilesBytesRateAndTimeToGo) {
  EXPECT_EQ(ProgressLine("web", HalfDone(), milliseconds(2000), {}),
            "web  scanning  ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  50 %  1,000 of 2,000 files  50 MiB of 100 MiB  "
            "25 MiB/s  2 s to go");
}

TEST(ProgressLine, ClaimsNothingThatIsNotKnown) {
  const std::string starting =
      ProgressLine("web", {.stage = "starting the appliance"}, milliseconds(0), {});
  EXPECT_EQ(starting, "web  starting the appliance");
  const std::string early = ProgressLine("web", HalfDone(), milliseconds(10), {});
  EXPECT_THAT(early, Not(HasSubstr("/s")));
  EXPECT_THAT(early, Not(HasSubstr("to go")));
}

TEST(ProgressLine, StaysWithinHundredPercentWhenMoreIsReadThanWasExpected) {
  ProgressFrame frame = HalfDone();
  frame.bytes = 3 * frame.bytes_total;
  EXPECT_THAT(ProgressLine("web", frame, milliseconds(2000), {}), HasSubstr("100 %"));
}

TEST(ProgressLine, FitsTheTerminalAndEscapesWhatTheWorkerSays) {
  ProgressFrame frame = HalfDone();
  frame.stage = "scan\x1b[31m";
  const std::string line =
      ProgressLine("web", frame, milliseconds(2000), {.colour = false, .width_columns = 40});
  EXPECT_LE(DisplayWidth(line), 39U);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

TEST(Progress, DrawsNothingWhereThereIsNoTerminal) {
  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  {
    Progress progress(file, true);
    EXPECT_FALSE(progress.is_drawn());
    progress.Begin("web");
    progress.Show(HalfDone());
  }
  EXPECT_EQ(std::ftell(file), 0);
  std::fclose(file);
}

}  // namespace
}  // namespace keytrail::cli
