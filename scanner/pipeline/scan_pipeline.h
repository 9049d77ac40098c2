// The conductor of a scan: takes what a reader sees, has every file scanned on a pool of threads,
// keeps each volume's account, and sends the results on.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "model/reader.h"
#include "scanner/match/rule_set.h"
#include "scanner/pipeline/coverage_ledger.h"
#include "scanner/pipeline/file_pool.h"
#include "scanner/pipeline/file_scanner.h"
#include "scanner/pipeline/frame_sink.h"
#include "scanner/pipeline/program_list.h"
#include "scanner/pipeline/progress_meter.h"
#include "scanner/pipeline/rate_limiter.h"

namespace keytrail::pipeline {

struct ScanPipelineOptions {
  std::size_t threads = 1;
  std::uint64_t read_rate_bytes_per_second = 0;  // 0: no limit
  FileScannerOptions scanner = {};
};

// The WalkSink calls are for one thread, the reader's; see WalkSink.
class ScanPipeline final : public WalkSink {
 public:
  // `sink` must outlive the pipeline.
  ScanPipeline(std::shared_ptr<const match::RuleSet> rules, const ScanPipelineOptions& options,
               FrameSink& sink);

  void OnVolumeBegin(const Volume& volume) override;
  void OnStage(const std::string& stage) override { progress_.SetStage(stage); }
  void OnAhead(std::uint64_t files, std::uint64_t bytes) override {
    progress_.AddAhead(files, bytes);
  }
  bool OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) override;
  void OnException(const std::string& entry_path, const std::string& reason) override;
  void OnSkipped(const std::string& reason, std::uint64_t bytes) override;
  void Drain() override;
  void OnVolumeEnd(VolumeOutcome outcome, const std::string& reason, bool walked_to_end) override;

  // Confirmed hits that were refused so far, by what refused them: a validator, a parser.
  std::map<std::string, std::uint64_t> suppressed_by() const;

 private:
  FilePool::Handler MakeHandler();
  // Files that hold logins wait until all others of the volume were handed on: their budget is to
  // go to the newest.
  void AddOrDefer(PendingFile file);
  void DrainAll();
  void ScanFile(FileScanner& scanner, PendingFile file);
  void ReportUnopened(const FileEntry& entry, const Status& status);
  void AddSuppressed(const std::map<std::string, std::uint64_t>& suppressed_by);
  void Report(const FileEntry& entry, FileScan scan);
  // Notes the shells that `facts` of the file at `path` name, and adds that the file is there where
  // it may be a shell itself: a path gets one result.
  void JoinShells(const std::string& path, std::vector<Fact>& facts);
  // Returns `facts`, which `entry` states without being read, or none beyond the limit of a volume.
  std::vector<Fact> LimitEntryFacts(const FileEntry& entry, std::vector<Fact> facts);
  void ReportEntry(const FileEntry& entry, std::vector<Fact> facts);
  // Tells of the programs that accounts name as shells, and that were not told of yet.
  void ReportShells();

  const std::shared_ptr<const match::RuleSet> rules_;
  const ScanPipelineOptions options_;
  FrameSink& sink_;
  ProgressMeter progress_;
  RateLimiter rate_;
  mutable Mutex suppressed_mutex_;
  std::map<std::string, std::uint64_t> suppressed_by_ KT_GUARDED_BY(suppressed_mutex_);
  // Set while a volume is open; the pool is drained before it changes.
  std::unique_ptr<CoverageLedger> ledger_;
  std::vector<PendingFile> deferred_;  // the reader's thread only
  std::size_t entry_facts_ = 0;        // of the volume at hand; the reader's thread only
  ProgramList programs_;               // those of the volume at hand
  FilePool pool_;                      // last: its threads use all of the above
};

}  // namespace keytrail::pipeline
