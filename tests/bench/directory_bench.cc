// The directory source against its limit, cache hot.

#include <algorithm>
#include <cstdio>
#include <thread>

#include <fmt/format.h>

#include "base/check.h"
#include "scanner/disk/open_reader.h"
#include "scanner/match/compiled_rule.h"
#include "scanner/pipeline/scan_pipeline.h"
#include "tests/bench/bench.h"
#include "tests/bench/reference.h"

namespace keytrail::bench {
namespace {

constexpr double kMegabyte = 1e6;

void Scan(const std::string& tree, std::size_t threads,
          const std::shared_ptr<const match::RuleSet>& rules, bool decode, CountingSink& sink) {
  Job job;
  job.reader = ReaderKind::kDirectory;
  job.sources = {{tree, tree}};
  job.threads = static_cast<std::uint32_t>(threads);
  auto reader = disk::OpenReader(job);
  KT_CHECK(reader.ok());
  pipeline::ScanPipeline pipeline(rules, {.threads = threads, .scanner = {.decode = decode}}, sink);
  KT_CHECK((*reader)->Walk(pipeline).ok());
}

// What a scan costs, of the bytes as they are, or through encodings and archives too.
struct ScanCost {
  std::vector<double> seconds;
  std::vector<double> ratio;  // to the limit measured beside it
  std::uint64_t findings = 0;
};

void PrintCost(const char* name, double megabytes, const ScanCost& cost) {
  fmt::print("  {:<26} {:8.3f} s  {:7.0f} MB/s   ({} findings)\n", name, Median(cost.seconds),
             megabytes / Median(cost.seconds), cost.findings);
}

void PrintRatio(const char* name, std::vector<double> ratio, const char* bound) {
  std::ranges::sort(ratio);
  fmt::print("  {:<26} {:8.3f}    (lowest {:.3f}, highest {:.3f}{})\n", name, Median(ratio),
             ratio.front(), ratio.back(), bound);
}

}  // namespace

void BenchDirectory(const std::string& tree, const std::string& rules_directory, int pairs) {
  const auto rules = LoadRules(rules_directory);
  const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  const auto reference = [&](ReferenceDepth depth) {
    return RunReference(tree, threads, depth,
                        rules->compiled().groups[match::kEverywhere].database.get());
  };
  const Work work = reference(ReferenceDepth::kWalkReadAndMatch);  // also warms the cache
  const Work unpacked = reference(ReferenceDepth::kWalkReadUnpackAndMatch);
  std::vector<double> walk, read, limit, unpacking;
  ScanCost plain, decoding;
  const auto scan = [&](bool decode, const std::vector<double>& beside, ScanCost& cost) {
    CountingSink sink;
    cost.seconds.push_back(Seconds([&] { Scan(tree, threads, rules, decode, sink); }));
    cost.findings = sink.findings();
    cost.ratio.push_back(beside.back() / cost.seconds.back());
  };
  for (int i = 0; i < pairs; ++i) {
    walk.push_back(Seconds([&] { reference(ReferenceDepth::kWalk); }));
    read.push_back(Seconds([&] { reference(ReferenceDepth::kWalkAndRead); }));
    limit.push_back(Seconds([&] { reference(ReferenceDepth::kWalkReadAndMatch); }));
    scan(false, limit, plain);
    unpacking.push_back(Seconds([&] { reference(ReferenceDepth::kWalkReadUnpackAndMatch); }));
    scan(true, unpacking, decoding);
  }
  const double megabytes = static_cast<double>(work.bytes) / kMegabyte;
  fmt::print("directory: {}: {} files, {:.0f} MB, {} threads, {} rules, {} pairs\n", tree,
             work.files, megabytes, threads, rules->rules().size(), pairs);
  fmt::print("  walk                       {:8.3f} s\n", Median(walk));
  fmt::print("  walk + read                {:8.3f} s  {:7.0f} MB/s\n", Median(read),
             megabytes / Median(read));
  fmt::print("  walk + read + hs_scan      {:8.3f} s  {:7.0f} MB/s   (the limit; {} hits)\n",
             Median(limit), megabytes / Median(limit), work.hits);
  fmt::print("  the same and gunzip        {:8.3f} s  {:7.0f} MB/s   (its limit; {:.0f} MB more)\n",
             Median(unpacking), megabytes / Median(unpacking),
             static_cast<double>(unpacked.unpacked_bytes) / kMegabyte);
  PrintCost("keytrail, bytes as they are", megabytes, plain);
  PrintCost("keytrail", megabytes, decoding);
  PrintRatio("ratio, bytes as they are", plain.ratio, "; required 0.700");
  PrintRatio("ratio, with all decoding", decoding.ratio, "");
}

}  // namespace keytrail::bench
