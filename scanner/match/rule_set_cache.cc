// The body of a cache file is PackRules of the rules with their patterns read; the databases are
// cached beside it, by their own identity.
#include "scanner/match/rule_set_cache.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/version.h"
#include "scanner/match/cache_file.h"
#include "scanner/match/rule_file.h"
#include "scanner/match/rule_set_parts.h"

namespace keytrail::match {
namespace {

constexpr std::string_view kMagic = "KTRULE3\n";

// Lengths part what follows each other.
void AddTo(Sha256Stream& stream, std::string_view text) {
  stream.Update(AsBytes(fmt::format("{}:", text.size())));
  stream.Update(AsBytes(text));
}

// The digest of everything that the rules are made of. Nothing when a file cannot be read: loading
// will say why.
std::optional<Sha256Digest> IdentityOf(const RuleSources& sources) {
  Sha256Stream stream;
  AddTo(stream, kVersion);
  for (const std::string& id : sources.only_ids) AddTo(stream, id);
  for (const std::string& directory : sources.directories) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".yaml") files.push_back(entry->path());
    }
    if (error) return std::nullopt;
    std::ranges::sort(files);
    for (const std::filesystem::path& file : files) {
      std::ifstream input(file, std::ios::binary);
      std::ostringstream text;
      text << input.rdbuf();
      if (!input) return std::nullopt;
      AddTo(stream, file.filename().string());
      AddTo(stream, text.str());
    }
  }
  return stream.Finish();
}

StatusOr<std::vector<ReadRule>> ReadCached(const CacheDirectory& directory, const CacheKey& key) {
  KT_ASSIGN_OR_RETURN(const std::vector<std::byte> body, directory.Read(key));
  return UnpackRules(AsText(body));
}

void LogUnusable(const Status& why) {
  LogEvent(LogLevel::kWarn, "rule_cache.unusable", {{"reason", MessageOf(why)}});
}

}  // namespace

StatusOr<std::shared_ptr<const RuleSet>> ObtainRuleSet(const RuleSources& sources,
                                                       const CacheOptions& cache) {
  const std::optional<Sha256Digest> identity = IdentityOf(sources);
  const StatusOr<CacheDirectory> directory = CacheDirectory::Open(cache.directory);
  const bool caches = identity && !cache.directory.empty() && directory.ok();
  const CacheKey key{
      .magic = kMagic, .identity = identity.value_or(Sha256Digest{}), .extension = ".rules"};
  if (caches) {
    StatusOr<std::vector<ReadRule>> cached = ReadCached(*directory, key);
    if (cached.ok()) return AssembleRuleSet(*std::move(cached), cache);
    if (cached.status().code() != StatusCode::kNotFound) LogUnusable(cached.status());
  }
  KT_ASSIGN_OR_RETURN(std::vector<Rule> rules, LoadRules(sources.directories, sources.only_ids));
  KT_ASSIGN_OR_RETURN(std::vector<ReadRule> read, ReadPatterns(std::move(rules)));
  const std::string packed = PackRules(read);
  KT_ASSIGN_OR_RETURN(auto set, AssembleRuleSet(std::move(read), cache));
  KT_RETURN_IF_ERROR(CheckExpressions(*set));
  if (caches) {
    const Status stored = directory->Write(key, AsBytes(packed));
    if (!stored.ok()) LogUnusable(stored);
  }
  return set;
}

}  // namespace keytrail::match
