#include "scanner/facts/journal.h"

#include <fcntl.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/c_handle.h"
#include "base/limits.h"
#include "scanner/facts/login_message.h"
#include "scanner/facts/login_tally.h"

namespace keytrail::facts {
namespace {

using JournalHandle = CHandle<sd_journal, &sd_journal_close>;

constexpr std::string_view kMatches[] = {"SYSLOG_IDENTIFIER=sshd",
                                         "SYSLOG_IDENTIFIER=sshd-session"};
constexpr std::int64_t kNsPerMicrosecond = 1000;
constexpr std::uint64_t kMicrosecondsMax = INT64_MAX / kNsPerMicrosecond;

Status JournalError(const char* what, int result) {
  return MakeError(StatusCode::kDataLoss,
                   fmt::format("cannot {} the journal: {}: none", what, std::strerror(-result)));
}

Status NoRoom(const std::string& directory, int error) {
  return MakeError(StatusCode::kUnavailable,
                   fmt::format("cannot copy a journal: {}: {}: make room for temporary files",
                               directory, std::strerror(error)));
}

StatusOr<JournalHandle> OpenJournal(int file) {
  sd_journal* opened = nullptr;
  int files[] = {file};
  if (const int result = sd_journal_open_files_fd(&opened, files, 1, 0); result < 0) {
    return JournalError("open", result);
  }
  JournalHandle journal(opened);
  sd_journal_set_data_threshold(journal.get(), limits::kLogLineBytesMax);
  for (const std::string_view match : kMatches) {
    const int result = sd_journal_add_match(journal.get(), match.data(), match.size());
    if (result < 0) return JournalError("search", result);
  }
  if (const int result = sd_journal_seek_tail(journal.get()); result < 0) {
    return JournalError("read", result);
  }
  return journal;
}

// The value of a field of the entry at hand. Lifetime: until the journal is asked again.
std::optional<std::string_view> Field(sd_journal* journal, const char* name) {
  const void* data = nullptr;
  std::size_t size = 0;
  if (sd_journal_get_data(journal, name, &data, &size) < 0) return std::nullopt;
  const std::string_view field(static_cast<const char*>(data), size);
  const std::size_t equals = field.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  return field.substr(equals + 1);
}

// journald notes who wrote an entry in fields that begin with "_", which no writer can set.
bool IsWrittenByRoot(sd_journal* journal) {
  const auto uid = Field(journal, "_UID");
  return !uid || *uid == "0";
}

std::optional<std::uint64_t> SourceMicroseconds(sd_journal* journal) {
  const auto text = Field(journal, "_SOURCE_REALTIME_TIMESTAMP");
  if (!text) return std::nullopt;
  std::uint64_t microseconds = 0;
  const auto [end, error] =
      std::from_chars(text->data(), text->data() + text->size(), microseconds);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return microseconds;
}

// When the entry was written, or else when it was received.
Timestamp TimeOfEntry(sd_journal* journal) {
  std::uint64_t received = 0;
  if (sd_journal_get_realtime_usec(journal, &received) < 0) received = 0;
  const std::uint64_t microseconds = SourceMicroseconds(journal).value_or(received);
  if (microseconds > kMicrosecondsMax) return {};
  return {.ns = static_cast<std::int64_t>(microseconds) * kNsPerMicrosecond};
}

void CountEntry(sd_journal* journal, LoginTally& tally) {
  const auto message = Field(journal, "MESSAGE");
  if (!message) return;
  const auto login = ParseAcceptedLogin(*message);
  if (login && IsWrittenByRoot(journal)) tally.Add(*login, TimeOfEntry(journal));
}

}  // namespace

JournalReader::JournalReader(std::string path, UniqueFd file)
    : path_(std::move(path)), file_(std::move(file)) {}

JournalReader::JournalReader(JournalReader&& other) noexcept
    : path_(std::exchange(other.path_, {})), file_(std::move(other.file_)) {}

JournalReader::~JournalReader() {
  if (!path_.empty()) unlink(path_.c_str());
}

// The room is taken at once: a page of the map that finds none later would end the process.
StatusOr<JournalReader> JournalReader::Create(const std::string& directory,
                                              std::uint64_t journal_bytes) {
  std::string path = directory + "/journal-XXXXXX";
  UniqueFd file(mkostemp(path.data(), O_CLOEXEC));
  if (!file.valid()) return NoRoom(directory, errno);
  JournalReader reader(std::move(path), std::move(file));
  const bool has_room = journal_bytes == 0 ||
                        fallocate(reader.file_.get(), 0, 0, static_cast<off_t>(journal_bytes)) == 0;
  if (!has_room) return NoRoom(directory, errno);
  return reader;
}

Status JournalReader::Write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      return MakeError(StatusCode::kUnavailable,
                       fmt::format("cannot copy a journal: {}: make room for temporary files",
                                   std::strerror(errno)));
    }
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return OkStatus();
}

StatusOr<JournalLogins> JournalReader::ReadLogins(const Clock& clock, Timestamp deadline) {
  KT_ASSIGN_OR_RETURN(const JournalHandle journal, OpenJournal(file_.get()));
  JournalLogins read;
  LoginTally tally;
  int result = sd_journal_previous(journal.get());
  for (; result > 0; result = sd_journal_previous(journal.get())) {
    read.out_of_time = clock.Now() > deadline;
    if (read.out_of_time) break;
    CountEntry(journal.get(), tally);
  }
  read.damaged = result < 0;
  read.truncated = tally.truncated();
  for (LoginFact& logins : tally.Take()) read.logins.emplace_back(std::move(logins));
  return read;
}

}  // namespace keytrail::facts
