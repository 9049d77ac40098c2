#include "scanner/pipeline/scan_pipeline.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "scanner/facts/entry_facts.h"
#include "scanner/facts/facts.h"
#include "scanner/facts/login_places.h"

namespace keytrail::pipeline {
namespace {

std::string ReasonOf(const Status& status) {
  if (status.code() == StatusCode::kPermissionDenied) return "permission_denied";
  return status.code() == StatusCode::kDataLoss ? "corrupt" : "io_error";
}

// All scanners of the machine share one.
ScanPipelineOptions WithLoginBudget(ScanPipelineOptions options) {
  if (options.scanner.login_budget == nullptr) {
    options.scanner.login_budget = std::make_shared<LoginBudget>();
  }
  return options;
}

bool CouldNotBeRead(const std::string& reason) {
  return reason == "io_error" || reason == "corrupt";
}

}  // namespace

ScanPipeline::ScanPipeline(std::shared_ptr<const match::RuleSet> rules,
                           const ScanPipelineOptions& options, FrameSink& sink)
    : rules_(std::move(rules)),
      options_(WithLoginBudget(options)),
      sink_(sink),
      progress_(sink),
      rate_(options.read_rate_bytes_per_second),
      pool_(options.threads, [this] { return MakeHandler(); }) {}

void ScanPipeline::OnVolumeBegin(const Volume& volume) {
  KT_CHECK(ledger_ == nullptr);
  ledger_ = std::make_unique<CoverageLedger>(volume);
  entry_facts_ = 0;
  static_cast<void>(sink_.Send(VolumeBeginFrame{volume}));
}

bool ScanPipeline::OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) {
  std::vector<Fact> facts = facts::FactsOfEntry(entry);
  if (facts.empty()) programs_.Add(entry);
  facts = LimitEntryFacts(entry, std::move(facts));
  if (content != nullptr) {
    AddOrDefer({std::move(entry), std::move(content), std::move(facts)});
    return !sink_.cancelled();
  }
  // Its bytes were scanned under another name, which may be one that states nothing.
  if (entry.type == FileType::kRegular && entry.link_count > 1 && facts::DecidesLogin(entry.path)) {
    ledger_->AddCurtailed(entry.path, "further_link");
  }
  if (!facts.empty()) ReportEntry(entry, std::move(facts));
  return !sink_.cancelled();
}

void ScanPipeline::AddOrDefer(PendingFile file) {
  const bool holds_logins = facts::LoginRecordAt(file.entry.path) != facts::LoginRecord::kNone;
  if (holds_logins && deferred_.size() < limits::kLoginFilesWaitingMax) {
    deferred_.push_back(std::move(file));
  } else {
    pool_.Add(std::move(file));
  }
}

void ScanPipeline::DrainAll() {
  std::ranges::stable_sort(deferred_, std::ranges::greater(),
                           [](const PendingFile& file) { return file.entry.mtime; });
  for (PendingFile& file : deferred_) {
    pool_.Add(std::move(file));
    pool_.Flush();
  }
  deferred_.clear();
  pool_.Drain();
}

std::vector<Fact> ScanPipeline::LimitEntryFacts(const FileEntry& entry, std::vector<Fact> facts) {
  entry_facts_ += facts.size();
  if (entry_facts_ <= limits::kEntryFactsPerVolumeMax || facts.empty()) return facts;
  ledger_->AddCurtailed(entry.path, "fact_limit");
  return {};
}

void ScanPipeline::OnException(const std::string& entry_path, const std::string& reason) {
  ledger_->AddUnreadable(entry_path, reason);
}

void ScanPipeline::OnSkipped(const std::string& reason, std::uint64_t bytes) {
  ledger_->AddSkipped(reason, bytes);
}

void ScanPipeline::Drain() { DrainAll(); }

void ScanPipeline::OnVolumeEnd(VolumeOutcome outcome, const std::string& reason,
                               bool walked_to_end) {
  DrainAll();
  ReportShells();
  progress_.Report();
  const bool to_end = walked_to_end && !sink_.cancelled();
  static_cast<void>(sink_.Send(VolumeEndFrame{ledger_->Close(outcome, reason, to_end)}));
  ledger_.reset();
}

FilePool::Handler ScanPipeline::MakeHandler() {
  auto scanner = std::make_shared<FileScanner>(rules_, options_.scanner);
  return [this, scanner](PendingFile file) { ScanFile(*scanner, std::move(file)); };
}

void ScanPipeline::ScanFile(FileScanner& scanner, PendingFile file) {
  if (sink_.cancelled()) {
    rate_.Stop();
    return;
  }
  const auto content = file.content->Open();
  if (!content.ok()) {
    ReportUnopened(file.entry, content.status());
    return;
  }
  FileScan scan = scanner.Scan(file.entry, **content, [this](std::uint64_t bytes) {
    progress_.AddBytes(bytes);
    rate_.Spend(bytes);
  });
  progress_.AddFile();
  scan.facts.insert(scan.facts.end(), std::make_move_iterator(file.facts.begin()),
                    std::make_move_iterator(file.facts.end()));
  Report(file.entry, std::move(scan));
}

// What went away between the walk and the open is not there to be read, and so leaves the volume
// complete.
void ScanPipeline::ReportUnopened(const FileEntry& entry, const Status& status) {
  if (status.code() == StatusCode::kNotFound) {
    ledger_->AddSkipped("vanished", 0);
    programs_.Take(entry.path);
  } else {
    ledger_->AddUnreadable(entry.path, ReasonOf(status));
  }
}

void ScanPipeline::AddSuppressed(const std::map<std::string, std::uint64_t>& suppressed_by) {
  const MutexLock lock(suppressed_mutex_);
  for (const auto& [suppressor, count] : suppressed_by) suppressed_by_[suppressor] += count;
}

std::map<std::string, std::uint64_t> ScanPipeline::suppressed_by() const {
  const MutexLock lock(suppressed_mutex_);
  return suppressed_by_;
}

void ScanPipeline::ReportEntry(const FileEntry& entry, std::vector<Fact> facts) {
  static_cast<void>(sink_.Send(FileDoneFrame{.sequence = 0,
                                             .volume_id = entry.volume_id,
                                             .path = entry.path,
                                             .read_to_end = true,
                                             .reason = {},
                                             .findings = {},
                                             .facts = std::move(facts)}));
}

void ScanPipeline::ReportShells() {
  for (const FileEntry& shell : programs_.TakeShells()) {
    std::vector<Fact> facts = LimitEntryFacts(shell, facts::PresenceOf(shell));
    if (!facts.empty()) ReportEntry(shell, std::move(facts));
  }
}

void ScanPipeline::JoinShells(const std::string& path, std::vector<Fact>& facts) {
  for (const Fact& fact : facts) {
    const auto* account = std::get_if<AccountFact>(&fact.payload);
    if (account != nullptr) programs_.AddShellOf(*account);
  }
  const std::optional<FileEntry> program = programs_.Take(path);
  if (!program.has_value()) return;
  std::ranges::move(facts::PresenceOf(*program), std::back_inserter(facts));
}

void ScanPipeline::Report(const FileEntry& entry, FileScan scan) {
  if (!scan.suppressed_by.empty()) AddSuppressed(scan.suppressed_by);
  for (const auto& [reason, count] : scan.members_skipped) {
    ledger_->AddSkippedMembers(reason, count);
  }
  if (CouldNotBeRead(scan.reason)) {
    ledger_->AddUnreadable(entry.path, scan.reason);
  } else {
    ledger_->AddScanned(scan.bytes_scanned);
    if (!scan.reason.empty()) ledger_->AddCurtailed(entry.path, scan.reason);
  }
  if (scan.read_to_end && scan.findings.empty() && scan.facts.empty()) return;
  JoinShells(entry.path, scan.facts);
  static_cast<void>(sink_.Send(FileDoneFrame{.sequence = 0,
                                             .volume_id = entry.volume_id,
                                             .path = entry.path,
                                             .read_to_end = scan.read_to_end,
                                             .reason = std::move(scan.reason),
                                             .findings = std::move(scan.findings),
                                             .facts = std::move(scan.facts)}));
}

}  // namespace keytrail::pipeline
