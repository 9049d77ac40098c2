// One line, one event, to stderr: JSON when stderr is not a terminal. Levels: error (someone must
// act), warn (degraded), info (job life cycle), debug. Never a secret, never a raw line of a
// scanned disk.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace keytrail {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

using LogField = std::pair<std::string_view, std::string>;

// Sets the level below which lines are dropped; warn at start. Call before threads start.
void SetLogLevel(LogLevel level);

// `event` is a stable name such as "worker.exit"; field values are escaped.
void LogEvent(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace keytrail
