#include "scanner/match/database_cache.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/digest.h"
#include "scanner/match/rule_set.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::match {
namespace {

using test_support::TemporaryDirectory;

const DatabaseSource kSource{.expressions = {"abc", "de[0-9]{3}"}};

std::vector<std::filesystem::path> FilesOf(const std::string& directory) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    files.push_back(entry.path());
  }
  return files;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

bool ObtainsFromCache(const std::string& directory, const DatabaseSource& source = kSource) {
  const StatusOr<CachedDatabase> obtained = ObtainDatabase(source, directory);
  EXPECT_TRUE(obtained.ok()) << obtained.status();
  return obtained.ok() && obtained->from_cache;
}

// Whether the database works: hits of "abc" and "de123".
int HitsOf(const hs_database_t* database) {
  hs_scratch_t* scratch = nullptr;
  EXPECT_EQ(hs_alloc_scratch(database, &scratch), HS_SUCCESS);
  const ScratchHandle owned(scratch);
  int hits = 0;
  const auto on_hit = [](unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
    ++*static_cast<int*>(count);
    return 0;
  };
  EXPECT_EQ(hs_scan(database, "abc de123 abd", 13, 0, scratch, on_hit, &hits), HS_SUCCESS);
  return hits;
}

// Replaces the body and makes the digest fit it, as somebody would who may write there.
std::string WithBody(const std::string& file, const std::string& body) {
  const Sha256Digest digest = Sha256(AsBytes(body));
  return file.substr(0, 40) +
         std::string(reinterpret_cast<const char*>(digest.data()), digest.size()) + body;
}

TEST(DatabaseCache, IsUsedTheSecondTimeAndIsPrivate) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  ASSERT_EQ(FilesOf(directory.path()).size(), 1U);
  const auto permissions = std::filesystem::status(FilesOf(directory.path())[0]).permissions();
  EXPECT_EQ(permissions, std::filesystem::perms(0600));
  const StatusOr<CachedDatabase> second = ObtainDatabase(kSource, directory.path());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(second->from_cache);
  EXPECT_EQ(HitsOf(second->database.get()), 2);
  EXPECT_EQ(FilesOf(directory.path()).size(), 1U);
}

TEST(DatabaseCache, KeepsOtherSourcesApart) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  EXPECT_FALSE(ObtainsFromCache(directory.path(), {.expressions = {"abc"}}));
  EXPECT_FALSE(ObtainsFromCache(directory.path(), {.expressions = {"abcde[0-9]{3}"}}));
  EXPECT_EQ(FilesOf(directory.path()).size(), 3U);
  EXPECT_TRUE(ObtainsFromCache(directory.path()));
}

TEST(DatabaseCache, IsCompiledAnewWhenDamagedAnywhere) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  const std::filesystem::path file = FilesOf(directory.path())[0];
  const std::string sound = ReadFile(file);
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{41}, std::size_t{72},
                               sound.size() / 2, sound.size() - 1}) {
    std::string damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    WriteFile(file, damaged);
    EXPECT_FALSE(ObtainsFromCache(directory.path())) << "byte " << at;
    EXPECT_EQ(ReadFile(file), sound) << "the damaged file was not replaced";
    EXPECT_TRUE(ObtainsFromCache(directory.path()));
  }
}

TEST(DatabaseCache, IsCompiledAnewWhenCutShortOrGrown) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  const std::filesystem::path file = FilesOf(directory.path())[0];
  const std::string sound = ReadFile(file);
  for (const std::string& content : {std::string(), sound.substr(0, 71), sound.substr(0, 72),
                                     sound.substr(0, sound.size() - 1), sound + "x"}) {
    WriteFile(file, content);
    EXPECT_FALSE(ObtainsFromCache(directory.path())) << content.size();
  }
}

TEST(DatabaseCache, TrustsNoDatabaseOfAnotherMode) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  const std::filesystem::path file = FilesOf(directory.path())[0];
  hs_database_t* streaming = nullptr;
  hs_compile_error_t* error = nullptr;
  ASSERT_EQ(hs_compile("abc", 0, HS_MODE_STREAM, nullptr, &streaming, &error), HS_SUCCESS);
  const DatabaseHandle owned(streaming);
  char* bytes = nullptr;
  std::size_t size = 0;
  ASSERT_EQ(hs_serialize_database(streaming, &bytes, &size), HS_SUCCESS);
  WriteFile(file, WithBody(ReadFile(file), std::string(bytes, size)));
  std::free(bytes);
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  WriteFile(file, WithBody(ReadFile(file), "no database at all"));
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
}

TEST(DatabaseCache, TrustsNoFileOfAnotherSource) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(ObtainsFromCache(directory.path(), {.expressions = {"other"}}));
  const std::string foreign = ReadFile(FilesOf(directory.path())[0]);
  std::filesystem::remove(FilesOf(directory.path())[0]);
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  WriteFile(FilesOf(directory.path())[0], foreign);
  const StatusOr<CachedDatabase> obtained = ObtainDatabase(kSource, directory.path());
  ASSERT_TRUE(obtained.ok()) << obtained.status();
  EXPECT_FALSE(obtained->from_cache);
  EXPECT_EQ(HitsOf(obtained->database.get()), 2);
}

TEST(DatabaseCache, IsNotUsedWhenOthersHaveAccess) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  const std::filesystem::path file = FilesOf(directory.path())[0];
  ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  EXPECT_TRUE(ObtainsFromCache(directory.path())) << "the file was not replaced by a private one";
  ASSERT_EQ(::chmod(directory.path().c_str(), 0755), 0);
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  ASSERT_EQ(::chmod(directory.path().c_str(), 0700), 0);
  EXPECT_TRUE(ObtainsFromCache(directory.path()));
}

TEST(DatabaseCache, FollowsNoLinks) {
  const TemporaryDirectory directory;
  const TemporaryDirectory elsewhere;
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  const std::filesystem::path file = FilesOf(directory.path())[0];
  std::filesystem::rename(file, elsewhere / "moved");
  std::filesystem::create_symlink(elsewhere / "moved", file);
  EXPECT_FALSE(ObtainsFromCache(directory.path()));
  EXPECT_TRUE(std::filesystem::is_regular_file(std::filesystem::symlink_status(file)));
}

TEST(DatabaseCache, IsNoErrorWhenItCannotBeUsed) {
  EXPECT_FALSE(ObtainsFromCache("/proc/self/no-such-directory"));
  EXPECT_FALSE(ObtainsFromCache("/dev/null"));
  EXPECT_FALSE(ObtainsFromCache(""));
}

TEST(DatabaseCache, ServesARuleSet) {
  const TemporaryDirectory directory;
  Rule rule;
  rule.id = "t.key";
  rule.pattern = "(?P<secret>key[0-9]{3})";
  for (const bool from_cache : {false, true}) {
    const auto set = BuildRuleSet({rule}, {.directory = directory.path()});
    ASSERT_TRUE(set.ok()) << set.status();
    EXPECT_EQ((*set)->from_cache(), from_cache);
  }
}

}  // namespace
}  // namespace keytrail::match
