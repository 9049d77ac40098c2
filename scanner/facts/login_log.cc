#include "scanner/facts/login_log.h"

#include <cstring>
#include <optional>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/login_message.h"

namespace keytrail::facts {
namespace {

// glibc's memmem, which is much faster than std::string_view::find on letters that are frequent.
std::size_t Find(std::string_view text, std::string_view words, std::size_t from) {
  const void* found = memmem(text.data() + from, text.size() - from, words.data(), words.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

// What stands behind "HOST sshd[123]: ". The words must stand just there: a name that somebody
// tried to log in with, further behind, may hold anything.
std::optional<std::string_view> MessageOfServer(std::string_view text) {
  if (!text.starts_with(' ')) return std::nullopt;
  const std::size_t host_end = text.find(' ', 1);
  if (host_end == std::string_view::npos || host_end == 1) return std::nullopt;
  text.remove_prefix(host_end + 1);
  const std::size_t tag_end = text.find(": ");
  if (tag_end == std::string_view::npos) return std::nullopt;
  std::string_view tag = text.substr(0, tag_end);
  if (const std::size_t bracket = tag.find('['); bracket != std::string_view::npos) {
    const std::string_view process = tag.substr(bracket + 1);
    const bool is_number = process.find_first_not_of("0123456789") + 1 == process.size();
    if (process.size() < 2 || !process.ends_with(']') || !is_number) return std::nullopt;
    tag = tag.substr(0, bracket);
  }
  if (!IsSshServer(tag)) return std::nullopt;
  return text.substr(tag_end + 2);
}

}  // namespace

void LoginLogReader::Feed(std::span<const std::byte> bytes) {
  const std::string_view text = FinishPartialLine(AsText(bytes));
  const std::size_t last_end = text.rfind('\n');
  if (last_end != std::string_view::npos) ReadLines(text.substr(0, last_end + 1));
  const std::string_view rest =
      last_end == std::string_view::npos ? text : text.substr(last_end + 1);
  if (skips_line_) return;
  if (partial_line_.size() + rest.size() <= limits::kLogLineBytesMax) {
    partial_line_ += rest;
  } else {
    partial_line_.clear();
    skips_line_ = true;
  }
}

std::vector<FactPayload> LoginLogReader::Finish() {
  if (!skips_line_) ReadLine(partial_line_);
  for (LoginFact& logins : yearless_tally_.Take()) {
    logins.first_seen = years_.Resolve(logins.first_seen, modified_);
    logins.last_seen = years_.Resolve(logins.last_seen, modified_);
    tally_.Merge(logins);
  }
  std::vector<FactPayload> facts;
  for (LoginFact& logins : tally_.Take()) facts.emplace_back(std::move(logins));
  return facts;
}

// Returns what follows the line that was begun, once its end is there.
std::string_view LoginLogReader::FinishPartialLine(std::string_view text) {
  if (partial_line_.empty() && !skips_line_) return text;
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return text;
  if (!skips_line_ && partial_line_.size() + end <= limits::kLogLineBytesMax) {
    partial_line_ += text.substr(0, end);
    ReadLine(partial_line_);
  }
  partial_line_.clear();
  skips_line_ = false;
  return text.substr(end + 1);
}

// `lines` are whole.
void LoginLogReader::ReadLines(std::string_view lines) {
  std::size_t found = Find(lines, kAcceptedKey, 0);
  while (found != std::string_view::npos) {
    const std::size_t before = found == 0 ? std::string_view::npos : lines.rfind('\n', found - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = lines.find('\n', found);
    if (end - begin <= limits::kLogLineBytesMax) ReadLine(lines.substr(begin, end - begin));
    found = Find(lines, kAcceptedKey, end);
  }
}

void LoginLogReader::ReadLine(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  const auto time = ReadLogTime(line);
  if (!time) return;
  const auto message = MessageOfServer(line.substr(time->end));
  if (!message) return;
  const auto login = ParseAcceptedLogin(*message);
  if (!login) return;
  if (time->has_year) {
    tally_.Add(*login, time->time);
  } else {
    yearless_tally_.Add(*login, years_.Place(time->time));
  }
}

}  // namespace keytrail::facts
