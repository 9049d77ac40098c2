#include "scanner/pipeline/file_scanner.h"

#include <utility>

#include "base/limits.h"
#include "base/secret_bytes.h"
#include "scanner/facts/facts.h"

namespace keytrail::pipeline {

FileScanner::FileScanner(std::shared_ptr<const match::RuleSet> rules,
                         const FileScannerOptions& options)
    : contents_(std::move(rules), options) {}

FileScanner::~FileScanner() { WipeBytes(fact_bytes_); }

FileScan FileScanner::Scan(const FileEntry& entry, FileContent& content,
                           const std::function<void(std::uint64_t bytes)>& passed) {
  FileScan result;
  const bool wants_facts = facts::WantsFile(entry.path, entry.size);
  // In one piece: a buffer that grows leaves copies behind that nobody wipes.
  if (wants_facts) fact_bytes_.reserve(entry.size);
  const Status status = contents_.ScanFile(entry, content, [&](const Chunk& chunk) {
    if (wants_facts) CollectFactBytes(chunk);
    const std::uint64_t owned_bytes = chunk.owned_end - chunk.owned_begin;
    result.bytes_scanned += owned_bytes;
    passed(owned_bytes);
  });
  result.reason = ReasonOf(status);
  if (wants_facts && status.ok()) result.facts = facts::ParseFacts(entry.path, fact_bytes_, entry);
  ForgetFactBytes();
  const bool too_much = result.facts.size() == limits::kFactsPerFileMax ||
                        facts::ExceedsLimit(entry.path, entry.size);
  if (too_much && status.ok()) result.reason = "fact_limit";
  result.read_to_end = result.reason.empty();
  ScanSession& session = contents_.session();
  result.suppressed = session.notes().suppressed;
  result.suppressed_by = session.notes().suppressed_by;
  result.members_skipped = session.notes().members_skipped;
  result.findings = session.findings().Take();
  return result;
}

// The gravest of what happened.
std::string FileScanner::ReasonOf(const Status& status) {
  ScanSession& session = contents_.session();
  if (!status.ok()) return status.code() == StatusCode::kDataLoss ? "corrupt" : "io_error";
  if (session.findings().full()) return "finding_limit";
  if (session.notes().rule_budget_spent) return "rule_budget";
  if (session.budget().exhausted()) return "decode_budget";
  return session.notes().corrupt ? "decode_corrupt" : "";
}

void FileScanner::ForgetFactBytes() {
  WipeBytes(fact_bytes_);
  fact_bytes_.clear();
  if (fact_bytes_.capacity() > limits::kFactFileBytesMax) fact_bytes_.shrink_to_fit();
}

// A file that grew since it was listed is collected to the largest bound; its parser then refuses.
void FileScanner::CollectFactBytes(const Chunk& chunk) {
  if (fact_bytes_.size() > limits::kLargestFactFileBytesMax) return;
  const auto owned = chunk.buffer.subspan(chunk.owned_begin, chunk.owned_end - chunk.owned_begin);
  fact_bytes_.insert(fact_bytes_.end(), owned.begin(), owned.end());
}

}  // namespace keytrail::pipeline
