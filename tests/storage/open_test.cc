// Files that are not what they should be are refused with a sentence.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/database.h"
#include "storage/outbox_store.h"
#include "storage/record_store.h"
#include "storage/store_directory.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::storage {
namespace {

using testing::HasSubstr;

class OpenStore : public testing::Test {
 protected:
  std::string path() const { return directory_ / "graph.db"; }
  Status Open() const { return OpenRecordStore(path()).status(); }
  void Run(const std::string& sql) const {
    const auto database = Database::Open(path());
    ASSERT_TRUE(database.ok()) << database.status();
    const Status status = (*database)->RunScript(sql);
    ASSERT_TRUE(status.ok()) << status;
  }
  void ExpectRefused(StatusCode code, const std::string& part) const {
    const Status status = Open();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_THAT(MessageOf(status), HasSubstr(part));
    EXPECT_THAT(MessageOf(status), HasSubstr("graph.db: "));
  }

  test_support::TemporaryDirectory directory_;
};

TEST_F(OpenStore, FileThatIsNoDatabaseIsRefused) {
  std::ofstream(path()) << std::string(5000, 'x');
  ExpectRefused(StatusCode::kFailedPrecondition, "file is not a database");
}

TEST_F(OpenStore, DatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
  Run("CREATE TABLE theirs (x)");
  ExpectRefused(StatusCode::kFailedPrecondition, "another program's database");
  Run("INSERT INTO theirs VALUES (1)");
  EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
}

TEST_F(OpenStore, OtherStoreUnderThisNameIsRefused) {
  ASSERT_TRUE(OpenOutboxStore(path()).ok());
  ExpectRefused(StatusCode::kFailedPrecondition, "Keytrail's other store");
}

TEST_F(OpenStore, SchemaOfANewerVersionIsRefused) {
  ASSERT_TRUE(Open().ok());
  Run("INSERT INTO schema_version VALUES (99, 0)");
  ExpectRefused(StatusCode::kFailedPrecondition, "a newer keytrail wrote it (schema 99");
}

TEST_F(OpenStore, DamagedDatabaseIsDataLossAndNotACrash) {
  ASSERT_TRUE(Open().ok());
  Run("PRAGMA wal_checkpoint(TRUNCATE)");
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  // The head of every page but the first.
  for (std::streamoff at = 4096; at < 100'000; at += 4096) {
    file.seekp(at);
    file << std::string(100, '\xAA');
  }
  file.close();
  const auto store = OpenRecordStore(path());
  const Status status = store.ok() ? (*store)->Machines().status() : store.status();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(MessageOf(status), HasSubstr("graph.db"));
}

TEST_F(OpenStore, DirectoryThatIsMissingOrAFileIsSaid) {
  EXPECT_EQ(OpenRecordStore(directory_ / "none/graph.db").status().code(), StatusCode::kNotFound);
  std::ofstream(directory_ / "file") << "x";
  EXPECT_EQ(PrepareStoreDirectory(directory_ / "file").code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(PrepareStoreDirectory(directory_ / "file/below").code(), StatusCode::kPermissionDenied);
}

TEST_F(OpenStore, EmptyFileBecomesAStore) {
  std::ofstream(path()) << "";
  EXPECT_TRUE(Open().ok());
  EXPECT_TRUE(Open().ok());
}

TEST_F(OpenStore, SchemaRefusesNonsenseByItself) {
  ASSERT_TRUE(Open().ok());
  const auto database = *Database::Open(path());
  for (const char* sql :
       {"INSERT INTO publishers VALUES ('s', 1, 0)", "INSERT INTO publishers VALUES ('', 1, 1)",
        "INSERT INTO record VALUES (2, 1)", "INSERT INTO looks VALUES (1, 'short', 0, 0)",
        "INSERT INTO files VALUES (1, 99, x'2f')", "UPDATE record SET generation = 'many'"}) {
    EXPECT_EQ(database->RunScript(sql).code(), StatusCode::kInvalidArgument) << sql;
  }
}

}  // namespace
}  // namespace keytrail::storage
