// The rules alone: no walk, no reads, no decoding, one thread. Measured against the engine looking
// for 100 plain literals in the same bytes, in pairs.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"
#include "scanner/match/compiled_rule.h"
#include "scanner/match/example_template.h"
#include "scanner/match/matcher.h"
#include "tests/bench/bench.h"

namespace keytrail::bench {
namespace {

constexpr double kMegabyte = 1e6;
constexpr std::uintmax_t kTreeBytesMax = 1ULL << 30;
constexpr std::uintmax_t kFileBytesMax = 64ULL << 20;
constexpr std::size_t kLiterals = 100;

struct LoadedFile {
  std::string path;
  std::string bytes;
};

// The first GiB of a tree, in the order in which directories give it.
std::vector<LoadedFile> LoadTree(const std::string& tree) {
  namespace fs = std::filesystem;
  std::vector<LoadedFile> files;
  std::uintmax_t total = 0;
  std::error_code error;
  fs::recursive_directory_iterator entry(tree, fs::directory_options::skip_permission_denied,
                                         error);
  for (; entry != fs::recursive_directory_iterator() && total < kTreeBytesMax;
       entry.increment(error)) {
    const fs::file_status status = entry->symlink_status(error);
    if (error || status.type() != fs::file_type::regular) continue;
    const std::uintmax_t size = entry->file_size(error);
    if (error || size == 0 || size > kFileBytesMax) continue;
    std::ifstream stream(entry->path(), std::ios::binary);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    total += bytes.size();
    files.push_back({.path = entry->path().string(), .bytes = std::move(bytes)});
  }
  return files;
}

// Calls `scan` for each chunk of the file, as the pipeline would.
template <typename Scan>
void ForEachChunk(const std::string& bytes, std::size_t context_bytes, Scan scan) {
  for (std::size_t owned = 0; owned < bytes.size(); owned += limits::kChunkBytes) {
    const std::size_t begin = owned - std::min(owned, context_bytes);
    const std::size_t owned_end = std::min(owned + limits::kChunkBytes, bytes.size());
    const std::size_t end = std::min(owned_end + context_bytes, bytes.size());
    scan(match::ChunkView{.buffer = AsBytes(bytes).subspan(begin, end - begin),
                          .buffer_file_offset = begin,
                          .owned_begin = owned - begin,
                          .owned_end = owned_end - begin,
                          .ends_file = end == bytes.size()});
  }
}

struct Hits {
  std::uint64_t callbacks = 0;
  std::uint64_t words = 0;
  std::uint64_t matches = 0;
};

Hits RunMatcher(match::Matcher& matcher, const match::RuleSet& rules,
                const std::vector<LoadedFile>& files) {
  Hits hits;
  for (const LoadedFile& file : files) {
    matcher.BeginFile(file.path);
    ForEachChunk(file.bytes, rules.context_bytes(), [&](const match::ChunkView& chunk) {
      matcher.ScanChunk(chunk, [](const Match&) {});
    });
    const match::FileReport report = matcher.EndFile();
    hits.callbacks += report.hits;
    hits.words += report.words;
    hits.matches += report.matches;
  }
  return hits;
}

int CountHit(unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
  ++*static_cast<std::uint64_t*>(count);
  return 0;
}

match::DatabaseHandle LiteralDatabase() {
  match::ExampleComposer composer("literals");
  match::DatabaseSource source;
  while (source.expressions.size() < kLiterals) {
    source.expressions.push_back(composer.Compose("{{base62:8}}").value());
  }
  auto database = match::CompileDatabase(source);
  KT_CHECK(database.ok());
  return *std::move(database);
}

void RunLiterals(const hs_database_t* database, hs_scratch_t* scratch,
                 const std::vector<LoadedFile>& files) {
  std::uint64_t hits = 0;
  for (const LoadedFile& file : files) {
    ForEachChunk(file.bytes, 0, [&](const match::ChunkView& chunk) {
      KT_CHECK(hs_scan(database, reinterpret_cast<const char*>(chunk.buffer.data()),
                       static_cast<unsigned>(chunk.buffer.size()), 0, scratch, &CountHit,
                       &hits) == HS_SUCCESS);
    });
  }
}

void BenchTree(const char* name, const std::string& tree,
               const std::shared_ptr<const match::RuleSet>& rules, int pairs) {
  const std::vector<LoadedFile> files = LoadTree(tree);
  double megabytes = 0;
  for (const LoadedFile& file : files) {
    megabytes += static_cast<double>(file.bytes.size()) / kMegabyte;
  }
  const match::DatabaseHandle literals = LiteralDatabase();
  hs_scratch_t* scratch = nullptr;
  KT_CHECK(hs_alloc_scratch(literals.get(), &scratch) == HS_SUCCESS);
  const match::ScratchHandle owned(scratch);
  match::Matcher matcher(rules);
  const Hits hits = RunMatcher(matcher, *rules, files);  // also warms up
  std::vector<double> ours, limit, ratio;
  for (int i = 0; i < pairs; ++i) {
    limit.push_back(Seconds([&] { RunLiterals(literals.get(), scratch, files); }));
    ours.push_back(Seconds([&] { RunMatcher(matcher, *rules, files); }));
    ratio.push_back(limit.back() / ours.back());
  }
  fmt::print("rules: {} tree {}: {} files, {:.0f} MB, one thread, {} rules, {} pairs\n", name, tree,
             files.size(), megabytes, rules->rules().size(), pairs);
  fmt::print("  {} plain literals         {:8.3f} s  {:7.0f} MB/s   (the limit)\n", kLiterals,
             Median(limit), megabytes / Median(limit));
  fmt::print("  the rules                  {:8.3f} s  {:7.0f} MB/s   ({} matches)\n", Median(ours),
             megabytes / Median(ours), hits.matches);
  std::ranges::sort(ratio);
  fmt::print(
      "  ratio to the limit         {:8.3f}    (lowest {:.3f}, highest {:.3f}; required "
      "0.600)\n",
      Median(ratio), ratio.front(), ratio.back());
  fmt::print("  callbacks for each MB      {:8.2f}    (required under 40)\n",
             static_cast<double>(hits.callbacks) / megabytes);
  fmt::print("  context words for each MB  {:8.2f}\n", static_cast<double>(hits.words) / megabytes);
}

}  // namespace

void BenchRules(const RulesBench& bench) {
  const auto rules = LoadRules(bench.rules);
  BenchTree("system", bench.system_tree, rules, bench.pairs);
  BenchTree("source", bench.source_tree, rules, bench.pairs);
}

}  // namespace keytrail::bench
