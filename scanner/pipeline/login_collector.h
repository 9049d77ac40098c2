// Reads the logins out of one file's bytes while the file is scanned, within the machine's budget:
// out of a log as it goes by, also through its compression, and out of a copy of a journal.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/fact.h"
#include "model/file.h"
#include "scanner/facts/journal.h"
#include "scanner/facts/login_log.h"
#include "scanner/facts/login_places.h"
#include "scanner/pipeline/chunk_reader.h"
#include "scanner/pipeline/login_budget.h"

namespace keytrail::pipeline {

struct CollectedLogins {
  std::vector<FactPayload> logins;
  // Why there may be more: "login_budget", "fact_limit", "decode_corrupt", "login_unread" (there
  // was no room for a copy); empty: there are none.
  std::string reason;
};

// Threads: one. A file at a time.
class LoginCollector {
 public:
  // `budget` is shared by the collectors of a machine. `scratch_directory` takes copies of
  // journals. `clock` must outlive the collector.
  LoginCollector(std::shared_ptr<LoginBudget> budget, std::string scratch_directory,
                 const Clock& clock);

  // Begins a file; nothing is collected where it holds no logins. Of a log that is larger than what
  // is left of the budget only the end is read.
  void Begin(const FileEntry& entry);

  // The file's own next chunk, and one of what is compressed in it.
  void AddOwn(const Chunk& chunk);
  void AddDecoded(const Chunk& chunk);

  // Ends the file.
  CollectedLogins Finish();

 private:
  void BeginJournal(std::uint64_t bytes);
  void Feed(std::span<const std::byte> bytes);
  void Copy(std::uint64_t offset, std::span<const std::byte> bytes);
  CollectedLogins FinishLog();
  CollectedLogins FinishJournal();
  bool HasTime();

  const std::shared_ptr<LoginBudget> budget_;
  const std::string scratch_directory_;
  const Clock& clock_;
  facts::LoginRecord record_ = facts::LoginRecord::kNone;
  std::uint64_t begin_ = 0;  // what lies before is not read
  std::optional<facts::LoginLogReader> log_;
  std::optional<facts::JournalReader> journal_;
  std::string reason_;
};

}  // namespace keytrail::pipeline
