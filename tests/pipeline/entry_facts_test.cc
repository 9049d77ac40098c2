// What a disk's links and the mere presence of its files say, through the whole pipeline.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "scanner/pipeline/scan_pipeline.h"
#include "tests/facts/sample_keys.h"
#include "tests/pipeline/memory_content.h"
#include "tests/pipeline/scan_fixture.h"

namespace keytrail::pipeline {
namespace {

class CollectingSink final : public FrameSink {
 public:
  bool Send(WorkerFrame frame) override {
    MutexLock lock(mutex_);
    if (auto* done = std::get_if<FileDoneFrame>(&frame)) {
      const std::string path = done->path;
      EXPECT_TRUE(files.emplace(path, std::move(*done)).second) << path;
    } else if (auto* end = std::get_if<VolumeEndFrame>(&frame)) {
      coverage = std::move(end->coverage);
    }
    return true;
  }
  bool cancelled() const override { return false; }

  std::map<std::string, FileDoneFrame> files;
  VolumeCoverage coverage;

 private:
  Mutex mutex_;
};

class MemoryPending final : public PendingContent {
 public:
  explicit MemoryPending(std::string text) : text_(std::move(text)) {}
  StatusOr<std::unique_ptr<FileContent>> Open() override {
    return std::unique_ptr<FileContent>(std::make_unique<test_support::MemoryContent>(text_));
  }

 private:
  std::string text_;
};

class VanishedContent final : public PendingContent {
 public:
  StatusOr<std::unique_ptr<FileContent>> Open() override {
    return MakeError(StatusCode::kNotFound, "it is gone");
  }
};

class EntryFactsTest : public ScanFixture {
 protected:
  EntryFactsTest() : pipeline_(rules_, {.threads = 2}, sink_) { pipeline_.OnVolumeBegin({}); }

  void Walk(FileType type, const std::string& path, const std::string& target = "",
            std::uint32_t links = 1) {
    FileEntry entry;
    entry.type = type;
    entry.path = path;
    entry.link_target = target;
    entry.link_count = links;
    EXPECT_TRUE(pipeline_.OnFile(std::move(entry), nullptr));
  }
  void WalkFile(const std::string& path, const std::string& text, std::uint32_t mode = 0644) {
    FileEntry entry;
    entry.type = FileType::kRegular;
    entry.path = path;
    entry.permissions.mode = mode;
    entry.size = text.size();
    EXPECT_TRUE(pipeline_.OnFile(std::move(entry), std::make_unique<MemoryPending>(text)));
  }
  void End() { pipeline_.OnVolumeEnd(VolumeOutcome::kComplete, "", true); }

  CollectingSink sink_;
  ScanPipeline pipeline_;
};

TEST_F(EntryFactsTest, GivesALinkItsOwnResult) {
  Walk(FileType::kSymlink, "/home/deploy", "/data/deploy");
  Walk(FileType::kSymlink, "/usr/share/doc/a", "b");
  Walk(FileType::kDirectory, "/usr/share");
  End();
  ASSERT_EQ(sink_.files.size(), 1U);
  const FileDoneFrame& link = sink_.files.at("/home/deploy");
  EXPECT_TRUE(link.read_to_end);
  ASSERT_EQ(link.facts.size(), 1U);
  EXPECT_EQ(std::get<SymlinkFact>(link.facts[0].payload).target, "/data/deploy");
  EXPECT_EQ(sink_.coverage.files_scanned, 0U) << "a link is no file that was scanned";
}

TEST_F(EntryFactsTest, PutsAFilesPresenceBesideWhatItSays) {
  WalkFile("/etc/nologin", "");
  WalkFile("/etc/ssh/ssh_host_ed25519_key.pub", facts::SampleKey());
  WalkFile("/usr/share/doc/readme", "nothing");
  End();
  ASSERT_EQ(sink_.files.size(), 2U);
  EXPECT_EQ(KindOf(sink_.files.at("/etc/nologin").facts.at(0).payload), FactKind::kPresence);
  bool has_key = false;
  bool is_present = false;
  for (const Fact& fact : sink_.files.at("/etc/ssh/ssh_host_ed25519_key.pub").facts) {
    has_key = has_key || KindOf(fact.payload) == FactKind::kHostKey;
    is_present = is_present || KindOf(fact.payload) == FactKind::kPresence;
  }
  EXPECT_TRUE(has_key && is_present);
}

TEST_F(EntryFactsTest, SaysOfWhichLinksItTellsNothingWhenThereAreTooMany) {
  for (std::size_t i = 0; i < limits::kEntryFactsPerVolumeMax + 2; ++i) {
    Walk(FileType::kSymlink, "/home/u/" + std::to_string(i), "x");
  }
  End();
  EXPECT_EQ(sink_.files.size(), limits::kEntryFactsPerVolumeMax);
  EXPECT_EQ(sink_.coverage.files_skipped.at("fact_limit"), 2U);
  ASSERT_EQ(sink_.coverage.exceptions.size(), 2U);
  EXPECT_EQ(sink_.coverage.exceptions[0].path, "/home/u/10000");
}

TEST_F(EntryFactsTest, SaysThatAFileWhichDecidesALoginIsAFurtherLinkOfAnother) {
  Walk(FileType::kRegular, "/home/deploy/.ssh/authorized_keys", "", 2);
  Walk(FileType::kRegular, "/home/deploy/photo", "", 2);
  End();
  ASSERT_EQ(sink_.coverage.exceptions.size(), 1U);
  EXPECT_EQ(sink_.coverage.exceptions[0].path, "/home/deploy/.ssh/authorized_keys");
  EXPECT_EQ(sink_.coverage.exceptions[0].reason, "further_link");
}

constexpr char kPasswd[] =
    "deploy:x:1000:1000::/home/deploy:/opt/app/login\n"
    "git:x:998:998::/var/opt/gitlab:/usr/bin/gitlab-shell\n"
    "root:x:0:0:root:/root:/bin/bash\n";

TEST_F(EntryFactsTest, TellsOfTheProgramsThatAccountsNameAsShells) {
  WalkFile("/opt/app/login", "#!/bin/sh\n", 0755);
  WalkFile("/opt/app/worker", "#!/bin/sh\n", 0755);
  WalkFile("/etc/passwd", kPasswd);
  WalkFile("/bin/bash", "", 0755);
  WalkFile("/usr/bin/gitlab-shell", "", 0750);
  WalkFile("/srv/login", "", 0755);
  End();
  ASSERT_EQ(sink_.files.size(), 4U);
  const FileDoneFrame& shell = sink_.files.at("/opt/app/login");
  ASSERT_EQ(shell.facts.size(), 1U);
  EXPECT_EQ(std::get<PresenceFact>(shell.facts[0].payload).type, FileType::kRegular);
  EXPECT_EQ(shell.facts[0].permissions.mode, 0755U);
  EXPECT_EQ(sink_.files.at("/usr/bin/gitlab-shell").facts.at(0).permissions.mode, 0750U);
  EXPECT_EQ(sink_.files.at("/bin/bash").facts.size(), 1U);
}

TEST_F(EntryFactsTest, GivesAShellThatHoldsASecretOneResult) {
  WalkFile("/etc/passwd", kPasswd);
  WalkFile("/opt/app/login", "DATABASE=" + DatabaseUrl(7) + "\n", 0755);
  End();
  const FileDoneFrame& shell = sink_.files.at("/opt/app/login");
  EXPECT_EQ(shell.findings.size(), 1U);
  ASSERT_EQ(shell.facts.size(), 1U);
  EXPECT_EQ(KindOf(shell.facts[0].payload), FactKind::kPresence);
}

TEST_F(EntryFactsTest, SaysNothingOfAShellThatWentAway) {
  WalkFile("/etc/passwd", kPasswd);
  FileEntry entry;
  entry.type = FileType::kRegular;
  entry.path = "/opt/app/login";
  entry.permissions.mode = 0755;
  EXPECT_TRUE(pipeline_.OnFile(std::move(entry), std::make_unique<VanishedContent>()));
  End();
  EXPECT_FALSE(sink_.files.contains("/opt/app/login"));
  EXPECT_EQ(sink_.coverage.files_skipped.at("vanished"), 1U);
}

TEST_F(EntryFactsTest, KnowsAShellOnAVolumeAfterThatOfItsAccount) {
  WalkFile("/etc/passwd", kPasswd);
  End();
  pipeline_.OnVolumeBegin({});
  WalkFile("/opt/app/login", "", 0755);
  End();
  EXPECT_TRUE(sink_.files.contains("/opt/app/login"));
}

}  // namespace
}  // namespace keytrail::pipeline
