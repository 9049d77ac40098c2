// Everything that happens to one file's bytes: chunks → matches → findings, through whatever they
// are encoded, compressed or packed in, and facts. One per thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/job.h"
#include "model/reader.h"
#include "scanner/match/rule_set.h"
#include "scanner/pipeline/content_stack.h"
#include "scanner/pipeline/fact_collector.h"
#include "scanner/pipeline/login_collector.h"
#include "scanner/pipeline/scan_session.h"

namespace keytrail::pipeline {

struct FileScan {
  std::vector<WorkerFinding> findings;  // in order of place, one per secret and place
  std::vector<Fact> facts;
  std::uint64_t bytes_scanned = 0;
  std::uint64_t suppressed = 0;
  std::map<std::string, std::uint64_t> suppressed_by;  // by what refused
  bool read_to_end = true;
  // Why not everything was looked at: "io_error", "corrupt", "rule_budget", "finding_limit",
  // "fact_limit", "decode_budget", "decode_corrupt", "login_budget",
  // "login_unread".
  std::string reason;
  // Members of archives in it that cannot be read, by reason: "encrypted_member",
  // "unsupported_member".
  std::map<std::string, std::uint64_t> members_skipped;
};

class FileScanner {
 public:
  FileScanner(std::shared_ptr<const match::RuleSet> rules, const FileScannerOptions& options);

  // Reads `content` forward to its end, or to its first error. Never fails: what went wrong stands
  // in the result. `passed` hears of each chunk's owned bytes once they are scanned, for progress
  // and read-rate limits.
  FileScan Scan(const FileEntry& entry, FileContent& content,
                const std::function<void(std::uint64_t bytes)>& passed);

 private:
  void AddLogins(const FileEntry& entry, FileScan& result);
  std::string ReasonOf(const Status& status);

  ContentStack contents_;
  const SystemClock system_clock_;
  LoginCollector logins_;
  FactCollector facts_;
};

}  // namespace keytrail::pipeline
