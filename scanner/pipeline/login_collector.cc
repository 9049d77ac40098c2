#include "scanner/pipeline/login_collector.h"

#include <algorithm>
#include <utility>

namespace keytrail::pipeline {
namespace {

using facts::LoginRecord;

constexpr const char* kBudgetSpent = "login_budget";
constexpr const char* kUnread = "login_unread";

// Charges the time that it lives.
class TimeCharge {
 public:
  TimeCharge(LoginBudget& budget, const Clock& clock)
      : budget_(budget), clock_(clock), begin_(clock.Now()) {}
  ~TimeCharge() { budget_.SpendTime(clock_.Now().ns - begin_.ns); }
  TimeCharge(const TimeCharge&) = delete;
  TimeCharge& operator=(const TimeCharge&) = delete;

 private:
  LoginBudget& budget_;
  const Clock& clock_;
  const Timestamp begin_;
};

std::span<const std::byte> OwnedBytes(const Chunk& chunk) {
  return chunk.buffer.subspan(chunk.owned_begin, chunk.owned_end - chunk.owned_begin);
}

}  // namespace

LoginCollector::LoginCollector(std::shared_ptr<LoginBudget> budget, std::string scratch_directory,
                               const Clock& clock)
    : budget_(std::move(budget)), scratch_directory_(std::move(scratch_directory)), clock_(clock) {}

void LoginCollector::Begin(const FileEntry& entry) {
  log_.reset();
  journal_.reset();
  reason_.clear();
  begin_ = 0;
  record_ = facts::LoginRecordAt(entry.path);
  if (record_ == LoginRecord::kNone || !HasTime()) return;
  if (record_ == LoginRecord::kJournal) {
    BeginJournal(entry.size);
    return;
  }
  log_.emplace(entry.mtime);
  if (record_ != LoginRecord::kLog) return;
  begin_ = entry.size - budget_->TakeBytes(entry.size);
  if (begin_ > 0) reason_ = kBudgetSpent;
}

// A part of a journal would say nothing.
void LoginCollector::BeginJournal(std::uint64_t bytes) {
  if (scratch_directory_.empty()) {
    reason_ = kUnread;
    return;
  }
  if (budget_->TakeBytes(bytes) < bytes) {
    reason_ = kBudgetSpent;
    return;
  }
  auto journal = facts::JournalReader::Create(scratch_directory_, bytes);
  if (journal.ok()) {
    journal_.emplace(*std::move(journal));
  } else {
    reason_ = kUnread;
  }
}

void LoginCollector::AddOwn(const Chunk& chunk) {
  const std::span<const std::byte> owned = OwnedBytes(chunk);
  const std::uint64_t offset = chunk.buffer_file_offset + chunk.owned_begin;
  if (journal_) {
    Copy(offset, owned);
  } else if (record_ == LoginRecord::kLog && log_) {
    const std::uint64_t passed = begin_ - std::min(begin_, offset);
    Feed(owned.subspan(std::min<std::uint64_t>(passed, owned.size())));
  }
}

void LoginCollector::AddDecoded(const Chunk& chunk) {
  if (record_ != LoginRecord::kCompressedLog || !log_ || !reason_.empty()) return;
  const std::span<const std::byte> owned = OwnedBytes(chunk);
  if (budget_->TakeBytes(owned.size()) < owned.size()) {
    reason_ = kBudgetSpent;
  } else {
    Feed(owned);
  }
}

void LoginCollector::Feed(std::span<const std::byte> bytes) {
  if (!HasTime()) return;
  const TimeCharge charge(*budget_, clock_);
  log_->Feed(bytes);
}

void LoginCollector::Copy(std::uint64_t offset, std::span<const std::byte> bytes) {
  const TimeCharge charge(*budget_, clock_);
  if (journal_->Write(offset, bytes).ok()) return;
  reason_ = kUnread;
  journal_.reset();
}

CollectedLogins LoginCollector::Finish() {
  CollectedLogins collected;
  if (log_) collected = FinishLog();
  if (journal_) collected = FinishJournal();
  log_.reset();
  journal_.reset();
  if (!reason_.empty()) collected.reason = std::exchange(reason_, {});
  record_ = LoginRecord::kNone;
  return collected;
}

CollectedLogins LoginCollector::FinishLog() {
  CollectedLogins collected{.logins = log_->Finish(), .reason = {}};
  if (log_->truncated()) collected.reason = "fact_limit";
  return collected;
}

CollectedLogins LoginCollector::FinishJournal() {
  const TimeCharge charge(*budget_, clock_);
  const Timestamp deadline = {clock_.Now().ns + budget_->time_left_ns()};
  auto read = journal_->ReadLogins(clock_, deadline);
  if (!read.ok()) return {.logins = {}, .reason = "decode_corrupt"};
  CollectedLogins collected{.logins = std::move(read->logins), .reason = {}};
  if (read->damaged) collected.reason = "decode_corrupt";
  if (read->truncated) collected.reason = "fact_limit";
  if (read->out_of_time) collected.reason = kBudgetSpent;
  return collected;
}

bool LoginCollector::HasTime() {
  if (budget_->time_left_ns() > 0) return true;
  reason_ = kBudgetSpent;
  return false;
}

}  // namespace keytrail::pipeline
