// Reads a system log as it goes by, of whatever size, and keeps the logins that public keys opened.
// Other lines cost a search for a few words.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/fact.h"
#include "scanner/facts/log_time.h"
#include "scanner/facts/login_tally.h"

namespace keytrail::facts {

// Not for sharing between threads. Memory: a line and what the tally holds.
class LoginLogReader {
 public:
  // `modified`: when the file was changed last, for lines without a year; see YearlessTimes.
  explicit LoginLogReader(Timestamp modified) : modified_(modified) {}

  // The next bytes of the file, cut anywhere. Lines of more than limits::kLogLineBytesMax are
  // passed over. Time: linear.
  void Feed(std::span<const std::byte> bytes);

  // Ends the file. Shape: LoginFacts, sorted by account, key and source, at most
  // limits::kFactsPerFileMax; times are unknown where no year can be given. Call once.
  std::vector<FactPayload> Finish();

  // There were more than are kept.
  bool truncated() const { return tally_.truncated() || yearless_tally_.truncated(); }

 private:
  std::string_view FinishPartialLine(std::string_view text);
  void ReadLines(std::string_view lines);
  void ReadLine(std::string_view line);

  const Timestamp modified_;
  YearlessTimes years_;
  LoginTally tally_;
  LoginTally yearless_tally_;  // with times as YearlessTimes places them
  std::string partial_line_;   // begun, and not ended yet
  bool skips_line_ = false;    // the line at hand is too long
};

}  // namespace keytrail::facts
