#include "scanner/pipeline/file_scanner.h"

#include <utility>

#include "base/limits.h"
#include "scanner/facts/facts.h"
#include "scanner/facts/make_facts.h"

namespace keytrail::pipeline {

FileScanner::FileScanner(std::shared_ptr<const match::RuleSet> rules,
                         const FileScannerOptions& options)
    : contents_(std::move(rules), options),
      logins_(
          options.login_budget != nullptr ? options.login_budget : std::make_shared<LoginBudget>(),
          options.scratch_directory, options.clock != nullptr ? *options.clock : system_clock_) {}

FileScan FileScanner::Scan(const FileEntry& entry, FileContent& content,
                           const std::function<void(std::uint64_t bytes)>& passed) {
  FileScan result;
  facts_.Begin(entry);
  logins_.Begin(entry);
  const ChunkListener own = [&](const Chunk& chunk) {
    facts_.Add(chunk);
    logins_.AddOwn(chunk);
    const std::uint64_t owned_bytes = chunk.owned_end - chunk.owned_begin;
    result.bytes_scanned += owned_bytes;
    passed(owned_bytes);
  };
  const ChunkListener decoded = [this](const Chunk& chunk) { logins_.AddDecoded(chunk); };
  const Status status = contents_.ScanFile(entry, content, own, decoded);
  result.reason = ReasonOf(status);
  result.facts = facts_.Finish(entry, status.ok());
  const bool too_much = result.facts.size() == limits::kFactsPerFileMax ||
                        facts::ExceedsLimit(entry.path, entry.size);
  if (too_much && status.ok()) result.reason = "fact_limit";
  AddLogins(entry, result);
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

// What was read of a file counts, also where not all of it was.
void FileScanner::AddLogins(const FileEntry& entry, FileScan& result) {
  CollectedLogins collected = logins_.Finish();
  for (Fact& fact : facts::MakeFacts(std::move(collected.logins), entry)) {
    result.facts.push_back(std::move(fact));
  }
  if (result.reason.empty()) result.reason = std::move(collected.reason);
}

}  // namespace keytrail::pipeline
