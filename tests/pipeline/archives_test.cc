// Secrets in archives and in what is compressed: members are told by content, named, placed by what
// the file's own bytes hold, and bounded.

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/pipeline/scan_fixture.h"
#include "tests/support/command.h"
#include "tests/support/encode.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::pipeline {
namespace {

using namespace test_support;  // NOLINT: the encoders are this file's vocabulary
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Key;

class ArchivesTest : public ScanFixture {
 protected:
  static std::string Secret() {
    std::string text = "# settings of the application\nurl = " + DatabaseUrl(41) + "\n";
    for (int i = 0; i < 200; ++i) text += fmt::format("# the {}th of the usual lines\n", i * i);
    return text;
  }

  // What a command leaves in `result`, run in a directory that holds `input` as etc/app.conf.
  static std::string Packed(const std::string& input, const std::string& command,
                            const std::string& result) {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory / "etc");
    std::ofstream(directory / "etc/app.conf", std::ios::binary) << input;
    const CommandResult ran =
        RunCommand({"sh", "-c", fmt::format("cd '{}' && {}", directory.path(), command)});
    EXPECT_EQ(ran.exit_code, 0) << command << ": " << ran.error;
    std::stringstream bytes;
    bytes << std::ifstream(directory / result, std::ios::binary).rdbuf();
    EXPECT_FALSE(bytes.str().empty()) << command;
    return bytes.str();
  }

  static std::string Gzip(const std::string& text) {
    return Packed(text, "gzip -n etc/app.conf", "etc/app.conf.gz");
  }
  static std::string Tar(const std::string& text) {
    return Packed(text, "tar cf x etc/app.conf", "x");
  }
  static std::string Zip(const std::string& text) {
    return Packed(text, "zip -q x.zip etc/app.conf", "x.zip");
  }
};

TEST_F(ArchivesTest, SeesThroughEachKindAndSaysThroughWhich) {
  const struct {
    const char* command;
    std::vector<std::string> decoded_by;
  } kKinds[] = {
      {"gzip -c etc/app.conf > x", {"gzip"}},
      {"xz -c etc/app.conf > x", {"xz"}},
      {"zstd -q -c etc/app.conf > x", {"zstd"}},
      {"bzip2 -c etc/app.conf > x", {"bzip2"}},
      {"zip -q y.zip etc/app.conf && mv y.zip x", {"zip:etc/app.conf"}},
      {"tar czf x etc/app.conf", {"gzip", "tar:etc/app.conf"}},
      {"tar cJf x etc/app.conf", {"xz", "tar:etc/app.conf"}},
      {"echo etc/app.conf | cpio -o -H newc 2>/dev/null | gzip > x", {"gzip", "cpio:etc/app.conf"}},
      {"tar cJf data.tar.xz etc/app.conf && echo 2.0 > debian-binary && "
       "ar rc x debian-binary data.tar.xz",
       {"ar:data.tar.xz", "xz", "tar:etc/app.conf"}},
      {"tar cf layer.tar etc/app.conf && tar czf x layer.tar",
       {"gzip", "tar:layer.tar", "tar:etc/app.conf"}},
      {"zip -q in.zip etc/app.conf && zip -q y.zip in.zip && mv y.zip x",
       {"zip:in.zip", "zip:etc/app.conf"}},
      {"tar czf in.tgz etc/app.conf && zip -q y.zip in.tgz && mv y.zip x",
       {"zip:in.tgz", "gzip", "tar:etc/app.conf"}}};
  for (const auto& kind : kKinds) {
    const FileScan scan = Scan(Packed(Secret(), kind.command, "x"));
    ASSERT_EQ(scan.findings.size(), 1u) << kind.command << " " << scan.reason;
    EXPECT_EQ(scan.findings[0].finding.decoded_by, kind.decoded_by) << kind.command;
    EXPECT_EQ(scan.findings[0].finding.path, "/srv/app/file");
    EXPECT_TRUE(scan.read_to_end) << scan.reason;
  }
}

TEST_F(ArchivesTest, PrefersTheBytesAsTheyAreWhereAnArchiveCompressesNothing) {
  for (const std::string& archive :
       {Tar(Secret()), Packed(Secret(), "zip -q -0 x.zip etc/app.conf", "x.zip")}) {
    const FileScan scan = Scan(archive);
    ASSERT_EQ(scan.findings.size(), 1u);
    EXPECT_TRUE(scan.findings[0].finding.decoded_by.empty());
    const Finding& finding = scan.findings[0].finding;
    EXPECT_EQ(archive.substr(finding.byte_offset, finding.byte_length),
              Secret().substr(Secret().find("app:") + 4, 16));
  }
}

TEST_F(ArchivesTest, PlacesASecretInTheBytesOfItsMember) {
  const std::string zip = Packed(Secret(), "seq 9999 > a && zip -q x.zip a etc/app.conf", "x.zip");
  const FileScan scan = Scan(zip);
  ASSERT_EQ(scan.findings.size(), 1u);
  const Finding& finding = scan.findings[0].finding;
  const std::size_t header = zip.find("etc/app.conf") - 30;
  EXPECT_EQ(finding.byte_offset, header);
  EXPECT_EQ(finding.line, 0u);
  EXPECT_LT(finding.byte_length, zip.size() / 2);
}

TEST_F(ArchivesTest, KeepsEqualSecretsOfTwoMembersApart) {
  const std::string archive =
      Packed(Secret(), "cp etc/app.conf b && tar czf x etc/app.conf b", "x");
  EXPECT_EQ(Scan(archive).findings.size(), 2u);
}

TEST_F(ArchivesTest, OpensWhatLiesBelowAnEncodingOfText) {
  EXPECT_THAT(DecodedBy("data: " + EncodeBase64(Gzip(Secret())) + "\n"),
              ElementsAre("base64", "gzip"));
  EXPECT_THAT(DecodedBy(Wrap(EncodeBase64(Tar(Secret())), 76, "\n")), ElementsAre("base64"));
  EXPECT_THAT(DecodedBy(EncodeHex(Zip(Secret()))), ElementsAre("hex", "zip:etc/app.conf"));
  EXPECT_THAT(DecodedBy(Gzip(EncodeBase64(Gzip(Widen(Secret(), 2, true))))),
              ElementsAre("gzip", "base64", "gzip", "utf-16le"));
  // A release as a package manager for clusters stores it.
  EXPECT_THAT(
      DecodedBy(EncodeBase64(EncodeBase64(Gzip("{\"a\":\"" + EscapeUnicode(Secret()) + "\"}")))),
      ElementsAre("base64", "base64", "gzip", "json"));
}

TEST_F(ArchivesTest, FindsTheSameAtEveryChunkSize) {
  const std::string text = "key: " + EncodeBase64(Gzip(Secret())) + "\n";
  const std::string archive = Packed(text, "tar czf x etc/app.conf", "x");
  for (const std::string& file : {text, archive}) {
    const FileScan whole = Scan(file);
    ASSERT_EQ(whole.findings.size(), 1u);
    for (const std::size_t chunk_bytes : {1u, 7u, 100u, 512u, 4096u}) {
      ExpectSame(whole, Scan(file, chunk_bytes), fmt::format("chunks of {}", chunk_bytes));
    }
  }
}

TEST_F(ArchivesTest, ReadsZlibStreamsOfGitAndOfDocuments) {
  const std::string script =
      "import zlib,struct,hashlib; d=open('etc/app.conf','rb').read(); z=zlib.compress(d); "
      "open('loose','wb').write(zlib.compress(b'blob %d\\0'%len(d)+d)); "
      "open('pdf','wb').write(b'%PDF-1.7\\n1 0 obj <</Filter/FlateDecode>> stream\\r\\n'+z+"
      "b'\\nendstream\\nendobj 2 0 obj stream\\nplain\\nendstream\\n')";
  const std::string command = "python3 -c \"" + script + "\"";
  EXPECT_THAT(DecodedBy(Packed(Secret(), command, "loose")), ElementsAre("zlib"));
  EXPECT_THAT(DecodedBy(Packed(Secret(), command, "pdf")), ElementsAre("pdf:stream"));
  const std::string pack =
      Packed(Secret(),
             "git init -q && git add etc && git -c user.name=n -c user.email=e commit -q -m m && "
             "git gc -q && mv .git/objects/pack/*.pack x",
             "x");
  EXPECT_THAT(DecodedBy(pack), ElementsAre("git-pack:blob"));
}

TEST_F(ArchivesTest, ScansWhatLiesBehindAnArchive) {
  const FileScan scan = Scan(Zip("nothing") + "\n" + Secret());
  ASSERT_EQ(scan.findings.size(), 1u);
  EXPECT_TRUE(scan.findings[0].finding.decoded_by.empty());
}

TEST_F(ArchivesTest, CountsMembersThatAreEncrypted) {
  const FileScan scan = Scan(Packed(Secret(), "zip -q -P secret x.zip etc/app.conf", "x.zip"));
  EXPECT_TRUE(scan.findings.empty());
  EXPECT_TRUE(scan.read_to_end) << scan.reason;
  EXPECT_THAT(scan.members_skipped, Contains(Key("encrypted_member")));
}

TEST_F(ArchivesTest, SaysWhenAnArchiveIsDamagedAndKeepsWhatCameBefore) {
  std::string gz = Gzip(Secret() + Random(5, kAlphanumeric, 2'000'000));
  gz.resize(gz.size() - 1000);
  const FileScan scan = Scan(gz);
  EXPECT_EQ(scan.findings.size(), 1u);
  EXPECT_EQ(scan.reason, "decode_corrupt");
  EXPECT_FALSE(scan.read_to_end);
}

TEST_F(ArchivesTest, TakesNothingCompressedForWhatItIs) {
  const FileScan scan = Scan(Gzip(""));
  EXPECT_TRUE(scan.read_to_end) << scan.reason;
}

TEST_F(ArchivesTest, StopsAtABomb) {
  const std::string bomb = Packed("x", "head -c 150000000 /dev/zero | gzip -9 > x", "x");
  const FileScan scan = Scan(bomb);
  EXPECT_EQ(scan.reason, "decode_budget");
}

TEST_F(ArchivesTest, StopsAtADepth) {
  std::string nested = Secret();
  for (std::size_t i = 0; i < limits::kDecodeDepthMax; ++i) nested = Gzip(nested);
  EXPECT_EQ(Scan(nested).findings.size(), 1u);
  const FileScan deeper = Scan(Gzip(nested));
  EXPECT_TRUE(deeper.findings.empty());
  EXPECT_EQ(deeper.reason, "decode_budget");
}

TEST_F(ArchivesTest, StopsWhenTheTimeIsUp) {
  class LeapingClock final : public Clock {
   public:
    Timestamp Now() const override { return {(now_ns_ += 1'000'000'000'000)}; }

   private:
    mutable std::int64_t now_ns_ = 1;
  };
  const LeapingClock clock;
  const FileScan scan = ScanWith(Gzip(Secret()), {.clock = &clock});
  EXPECT_EQ(scan.reason, "decode_budget");
  EXPECT_FALSE(scan.read_to_end);
}

TEST_F(ArchivesTest, LeavesEverythingClosedWhenToldTo) {
  const FileScan scan = ScanWith(Gzip(Secret()) + EncodeBase64(Secret()), {.decode = false});
  EXPECT_TRUE(scan.findings.empty());
  EXPECT_TRUE(scan.read_to_end);
}

// What stands in the file as it is must be found whatever happens to its members.
TEST_F(ArchivesTest, FindsPlainSecretsInDamagedArchives) {
  constexpr std::uint64_t kSeed = 20261124;
  RecordProperty("seed", std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  const std::vector<std::string> archives = {
      Gzip(Secret()),
      Zip(Secret()),
      Tar(Secret()),
      Packed(Secret(), "xz -c etc/app.conf > x", "x"),
      Packed(Secret(), "zstd -q -c etc/app.conf > x", "x"),
      Packed(Secret(), "bzip2 -c etc/app.conf > x", "x"),
      Packed(Secret(), "echo etc/app.conf | cpio -o -H newc > x 2>/dev/null", "x"),
      Packed(Secret(), "ar rc x etc/app.conf", "x")};
  const std::string plain = "\nurl=" + DatabaseUrl(77) + "\n";
  FileScanner scanner(rules_, {});
  for (const std::string& archive : archives) {
    for (int i = 0; i < 150; ++i) {
      std::string damaged = archive;
      for (std::size_t change = 0; change <= random() % 4; ++change) {
        damaged[4 + random() % (damaged.size() - 4)] = static_cast<char>(random());
      }
      if (random() % 2 == 0) damaged.resize(4 + random() % (damaged.size() - 4));
      damaged += plain;
      FileEntry entry;
      entry.path = "/x";
      entry.size = damaged.size();
      MemoryContent content(damaged);
      const FileScan scan = scanner.Scan(entry, content, [](std::uint64_t) {});
      const bool found = std::ranges::any_of(scan.findings, [&](const WorkerFinding& each) {
        return each.finding.byte_offset == damaged.rfind("postgres") + 15;
      });
      EXPECT_TRUE(found) << i;
    }
  }
}

}  // namespace
}  // namespace keytrail::pipeline
