// Reads a systemd journal, and keeps the logins that public keys opened. The only user of
// libsystemd, whose door this is: the file comes from a disk, and its parser is not ours. It runs
// in the worker, on a copy that nobody changes under it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "base/unique_fd.h"
#include "model/fact.h"

namespace keytrail::facts {

struct JournalLogins {
  std::vector<FactPayload> logins;  // as LoginLogReader gives them
  bool truncated = false;           // there were more than are kept
  bool out_of_time = false;         // the oldest entries were not looked at
  bool damaged = false;             // some entries could not be read
};

// Not for sharing between threads.
class JournalReader {
 public:
  // Makes a file of zeros in `directory` to copy a journal of so many bytes into, which is gone
  // with the reader: the library takes none that has no name. Errors: kUnavailable.
  static StatusOr<JournalReader> Create(const std::string& directory, std::uint64_t journal_bytes);

  JournalReader(JournalReader&& other) noexcept;
  JournalReader& operator=(JournalReader&&) = delete;
  ~JournalReader();

  // Bytes of the file at `offset`, in any order. Errors:
  // kUnavailable.
  Status Write(std::uint64_t offset, std::span<const std::byte> bytes);

  // Reads the entries of SSH servers that ran as root, newest first, until `deadline`; the clock is
  // looked at between entries. Errors: kDataLoss when it is no journal, or one of a kind that this
  // host's library does not know. Call once.
  // Source: sd-journal(3), systemd.journal-fields(7), docs/JOURNAL_FILE_FORMAT.md of systemd.
  StatusOr<JournalLogins> ReadLogins(const Clock& clock, Timestamp deadline);

 private:
  JournalReader(std::string path, UniqueFd file);

  std::string path_;  // empty: moved from
  UniqueFd file_;
};

}  // namespace keytrail::facts
