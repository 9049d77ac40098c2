#include "cli/result_writer.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace keytrail::cli {
namespace {

class ResultWriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "keytrail-result.XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string WriteTwoObjects(OutputFormat format) {
    const std::string file = directory_ / "out";
    auto writer = ResultWriter::Open(file, format);
    if (!writer.ok()) return MessageOf(writer.status());
    (*writer)->WriteObject(R"({"a":1})");
    (*writer)->WriteObject(R"({"a":2})");
    EXPECT_TRUE((*writer)->Finish().ok());
    writer->reset();
    return Contents(file);
  }

  static std::string Contents(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  std::filesystem::path directory_;
};

TEST_F(ResultWriterTest, WritesOneObjectALineAsJsonLines) {
  EXPECT_EQ(WriteTwoObjects(OutputFormat::kJsonLines), "{\"a\":1}\n{\"a\":2}\n");
}

TEST_F(ResultWriterTest, WritesOneArrayAsJson) {
  EXPECT_EQ(WriteTwoObjects(OutputFormat::kJson), "[\n{\"a\":1},\n{\"a\":2}\n]\n");
}

TEST_F(ResultWriterTest, WritesAnEmptyArrayWhenThereIsNothing) {
  const std::string file = directory_ / "out";
  auto writer = ResultWriter::Open(file, OutputFormat::kJson);
  ASSERT_TRUE(writer.ok());
  EXPECT_TRUE((*writer)->Finish().ok());
  EXPECT_EQ(Contents(file), "[]\n");
}

TEST_F(ResultWriterTest, MakesTheFileForItsOwnerAlone) {
  WriteTwoObjects(OutputFormat::kJsonLines);
  struct stat status {};
  ASSERT_EQ(::stat((directory_ / "out").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ResultWriterTest, SaysWhyItCannotWrite) {
  const auto missing = ResultWriter::Open(directory_ / "no" / "out", OutputFormat::kTable);
  EXPECT_EQ(missing.status().code(), StatusCode::kNotFound);
  const auto full = ResultWriter::Open("/dev/full", OutputFormat::kTable);
  ASSERT_TRUE(full.ok());
  (*full)->WriteText("x\n");
  EXPECT_EQ((*full)->Finish().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace keytrail::cli
