// The times that lines of a log begin with, and the years that they leave out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace keytrail::facts {

// A time as a line gives it, and where it ends in the line.
struct LogTime {
  bool has_year = true;
  // Without a year: in one that has a 29 February, see YearlessTimes.
  Timestamp time;
  std::size_t end = 0;
};

// Reads the time at the start of `line`: "Nov 24 17:20:01", also with a fraction, which names no
// zone and is taken as UTC; or RFC 3339, also with a zone of "+0100". Returns nothing when there is
// none. Source: RFC 3164 section 4.1.2, rsyslog's RSYSLOG_FileFormat, journalctl's short-iso.
std::optional<LogTime> ReadLogTime(std::string_view line);

// Gives times without a year theirs: the last line of a file was written when the file was changed
// last, and lines only go forward, so a step back leads over a new year. A file without a line for
// a whole year, other than at its end, deceives it.
class YearlessTimes {
 public:
  // The next time of the file, in the order of its lines, as Resolve takes it.
  Timestamp Place(Timestamp yearless);

  // `placed` in its year, given when the file was changed last; unknown when that is.
  Timestamp Resolve(Timestamp placed, Timestamp modified) const;

 private:
  Timestamp last_;  // placed
};

}  // namespace keytrail::facts
