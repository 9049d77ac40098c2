// The body of a cache file is Hyperscan's serialized database.
#include "scanner/match/database_cache.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"
#include "scanner/match/cache_file.h"

namespace keytrail::match {
namespace {

constexpr std::string_view kMagic = "KTHSDB1\n";

Status Unusable(const std::string& why) { return MakeError(StatusCode::kFailedPrecondition, why); }

// Digest of everything that a database depends on.
StatusOr<Sha256Digest> IdentityOf(const DatabaseSource& source) {
  KT_ASSIGN_OR_RETURN(const std::string platform, DescribePlatform());
  Sha256Stream stream;
  const auto add = [&stream](std::string_view text) {
    stream.Update(AsBytes(fmt::format("{}:", text.size())));
    stream.Update(AsBytes(text));
  };
  add(platform);
  for (const std::string& expression : source.expressions) add(expression);
  return stream.Finish();
}

// Block mode is what the body must say of itself: another mode would be refused only at the scan.
StatusOr<DatabaseHandle> Deserialize(std::span<const std::byte> body) {
  const char* bytes = reinterpret_cast<const char*>(body.data());
  char* info = nullptr;
  if (hs_serialized_database_info(bytes, body.size(), &info) != HS_SUCCESS) {
    return Unusable("it is no database");
  }
  const std::unique_ptr<char, decltype(&std::free)> owned_info(info, &std::free);
  if (std::strstr(info, "Mode: BLOCK") == nullptr) return Unusable("it is not of block mode");
  hs_database_t* database = nullptr;
  if (hs_deserialize_database(bytes, body.size(), &database) != HS_SUCCESS) {
    return Unusable("it is of another engine or processor");
  }
  return DatabaseHandle(database);
}

StatusOr<DatabaseHandle> LoadDatabase(const CacheDirectory& directory, const CacheKey& key) {
  KT_ASSIGN_OR_RETURN(const std::vector<std::byte> body, directory.Read(key));
  return Deserialize(body);
}

Status StoreDatabase(const CacheDirectory& directory, const CacheKey& key,
                     const DatabaseHandle& database) {
  char* serialized = nullptr;
  std::size_t size = 0;
  if (hs_serialize_database(database.get(), &serialized, &size) != HS_SUCCESS) {
    return Unusable("the engine could not serialize it");
  }
  const std::unique_ptr<char, decltype(&std::free)> owned(serialized, &std::free);
  return directory.Write(key, AsBytes({serialized, size}));
}

void LogUnusable(const std::string& path, const Status& why) {
  LogEvent(LogLevel::kWarn, "rule_cache.unusable", {{"path", path}, {"reason", MessageOf(why)}});
}

}  // namespace

StatusOr<CachedDatabase> ObtainDatabase(const DatabaseSource& source,
                                        const std::string& directory_path) {
  if (directory_path.empty()) {
    KT_ASSIGN_OR_RETURN(DatabaseHandle compiled, CompileDatabase(source));
    return CachedDatabase{.database = std::move(compiled)};
  }
  KT_ASSIGN_OR_RETURN(const Sha256Digest identity, IdentityOf(source));
  const CacheKey key{.magic = kMagic, .identity = identity, .extension = ".hsdb"};
  const StatusOr<CacheDirectory> directory = CacheDirectory::Open(directory_path);
  if (directory.ok()) {
    StatusOr<DatabaseHandle> cached = LoadDatabase(*directory, key);
    if (cached.ok()) return CachedDatabase{.database = std::move(*cached), .from_cache = true};
    if (cached.status().code() != StatusCode::kNotFound) {
      LogUnusable(HexEncode(identity) + ".hsdb", cached.status());
    }
  } else {
    LogUnusable(directory_path, directory.status());
  }
  KT_ASSIGN_OR_RETURN(DatabaseHandle compiled, CompileDatabase(source));
  if (directory.ok()) {
    const Status stored = StoreDatabase(*directory, key, compiled);
    if (!stored.ok()) LogUnusable(HexEncode(identity) + ".hsdb", stored);
  }
  return CachedDatabase{.database = std::move(compiled)};
}

}  // namespace keytrail::match
