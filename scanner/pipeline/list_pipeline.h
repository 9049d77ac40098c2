// The conductor of `ls`: each file as the reader sees it, with the digest of its content when asked
// for, nothing scanned.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "model/reader.h"
#include "scanner/pipeline/coverage_ledger.h"
#include "scanner/pipeline/file_pool.h"
#include "scanner/pipeline/frame_sink.h"

namespace keytrail::pipeline {

// The WalkSink calls are for one thread, the reader's; see WalkSink.
class ListPipeline final : public WalkSink {
 public:
  // `sink` must outlive the pipeline. `hash`: read every regular file.
  ListPipeline(std::size_t threads, bool hash, FrameSink& sink);

  void OnVolumeBegin(const Volume& volume) override;
  void OnStage(const std::string& stage) override;
  bool OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) override;
  void OnException(const std::string& entry_path, const std::string& reason) override;
  void OnSkipped(const std::string& reason, std::uint64_t bytes) override;
  void Drain() override;
  void OnVolumeEnd(VolumeOutcome outcome, const std::string& reason, bool walked_to_end) override;

 private:
  void HashFile(PendingFile file);
  void SendFurtherLinks();

  const bool hash_;
  FrameSink& sink_;
  std::unique_ptr<CoverageLedger> ledger_;
  std::vector<FileEntry> further_links_;  // of files whose content came with an earlier link
  Mutex mutex_;
  std::unordered_map<std::uint64_t, std::string> linked_sha256_ KT_GUARDED_BY(mutex_);  // by inode
  FilePool pool_;  // last: its threads use all of the above
};

}  // namespace keytrail::pipeline
