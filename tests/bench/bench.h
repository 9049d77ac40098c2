// What the benchmarks share. Figures are ratios of pairs measured in one run: a machine's mood
// cancels out.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scanner/match/rule_set.h"
#include "scanner/pipeline/frame_sink.h"

namespace keytrail::bench {

// Takes frames and counts them.
class CountingSink final : public pipeline::FrameSink {
 public:
  bool Send(WorkerFrame frame) override;
  bool cancelled() const override { return false; }

  std::uint64_t findings() const { return findings_.load(); }
  std::uint64_t files() const { return files_.load(); }
  std::uint64_t bytes() const { return bytes_.load(); }

 private:
  std::atomic<std::uint64_t> findings_ = 0;
  std::atomic<std::uint64_t> files_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
};

double Seconds(const std::function<void()>& action);
double Median(std::vector<double> values);
std::shared_ptr<const match::RuleSet> LoadRules(const std::string& directory);

// Each prints its figures to standard output; exits the process when it cannot run.
void BenchDirectory(const std::string& tree, const std::string& rules, int pairs);
void BenchAppliance(const std::string& tree, const std::string& rules,
                    const std::string& probe_image);
void BenchMemory(const std::string& keytrail_program);
// `store`: a record that is made there and kept for the next run; empty: one that is not kept.
void BenchAccess(std::size_t machines, const std::string& store);

struct RulesBench {
  std::string rules;  // directory
  std::string system_tree;
  std::string source_tree;
  int pairs = 0;
};
void BenchRules(const RulesBench& bench);

struct StartBench {
  std::string rules;  // directory
  std::string keytrail_program;
  int pairs = 0;
};
void BenchStart(const StartBench& bench);

}  // namespace keytrail::bench
