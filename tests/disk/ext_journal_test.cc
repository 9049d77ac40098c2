#include "scanner/disk/ext_journal.h"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/disk/temporary_directory.h"

namespace keytrail::disk {
namespace {

// An ext4 made by e2fsprogs, whose journal holds transactions written by debugfs.
class ExtJournalTest : public ::testing::Test {
 protected:
  void Make(const std::string& options) {
    Run(fmt::format("truncate -s 32M '{0}' && PATH=$PATH:/sbin:/usr/sbin mke2fs -q -F {1} '{0}'",
                    Image(), options));
  }
  // Logs block `number` with other content, and leaves the transaction to be replayed.
  void Log(int number, const std::string& journal_options = "") {
    Run(fmt::format("head -c 1024 /dev/urandom > '{}/block'", directory_.path().string()));
    Run(
        fmt::format("printf 'jo {}\\njw -b {} {}/block\\njc\\n' | PATH=$PATH:/sbin:/usr/sbin "
                    "debugfs -w -f - '{}' > /dev/null 2>&1",
                    journal_options, number, directory_.path().string(), Image()));
  }
  ExtJournal Look() const {
    auto image = ImageFile::Open({.path = Image(), .display = "image"});
    return LookAtExtJournal(
        SliceSource(std::make_shared<const ImageFile>(std::move(image).value()), 0));
  }
  std::string Image() const { return directory_.path() / "image"; }
  static void Run(const std::string& command) { ASSERT_EQ(std::system(command.c_str()), 0); }

  static bool Holds(const ExtJournal& journal, std::uint64_t block) {
    for (const probe::StaleRange& range : journal.stale) {
      if (range.begin <= block * 1024 && block * 1024 + 1024 <= range.end) return true;
    }
    return false;
  }

  TemporaryDirectory directory_;
};

TEST_F(ExtJournalTest, IsCleanAfterAnOrderlyEnd) {
  Make("-t ext4 -b 1024");
  EXPECT_EQ(Look().state, JournalState::kClean);
}

TEST_F(ExtJournalTest, IsCleanWithoutAJournal) {
  Make("-t ext2 -b 1024");
  EXPECT_EQ(Look().state, JournalState::kClean);
}

TEST_F(ExtJournalTest, NamesTheBlocksThatAReplayWrites) {
  for (const char* options : {"", "-c", "-v 2", "-v 3"}) {
    SCOPED_TRACE(options);
    Make("-t ext4 -b 1024");
    Log(20'001, options);
    Log(20'777, options);
    const ExtJournal journal = Look();
    ASSERT_EQ(journal.state, JournalState::kReplayed);
    EXPECT_TRUE(Holds(journal, 20'001));
    EXPECT_TRUE(Holds(journal, 20'777));
    EXPECT_FALSE(Holds(journal, 20'500));
  }
}

TEST_F(ExtJournalTest, NamesThemWithoutWideBlockNumbersToo) {
  Make("-t ext4 -b 1024 -O ^64bit,^metadata_csum");
  Log(20'001);
  const ExtJournal journal = Look();
  ASSERT_EQ(journal.state, JournalState::kReplayed);
  EXPECT_TRUE(Holds(journal, 20'001));
}

TEST_F(ExtJournalTest, DoesNotGuessAtABlockMappedJournal) {
  Make("-t ext3 -b 1024");
  Log(20'001);
  EXPECT_EQ(Look().state, JournalState::kUnknown);
}

TEST_F(ExtJournalTest, SurvivesRandomDamage) {
  Make("-t ext4 -b 1024");
  Log(20'001);
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::string superblock(1024, '\0');
  std::fstream file(Image(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(1024).read(superblock.data(), 1024);
  for (int trial = 0; trial < 300; ++trial) {
    std::string damaged = superblock;
    for (int i = 0; i < 4; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    for (int i = 0; i < 2; ++i) damaged[0x10C + random() % 60] = static_cast<char>(random());
    file.seekp(1024).write(damaged.data(), 1024).flush();
    const ExtJournal journal = Look();
    for (const probe::StaleRange& range : journal.stale) ASSERT_LT(range.begin, range.end);
  }
}

}  // namespace
}  // namespace keytrail::disk
