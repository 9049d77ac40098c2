#include "base/log.h"

#include <unistd.h>

#include <memory>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.h"

namespace keytrail {
namespace {

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarn: return spdlog::level::warn;
    case LogLevel::kError: return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string_view NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return "debug";
    case LogLevel::kInfo: return "info";
    case LogLevel::kWarn: return "warn";
    case LogLevel::kError: return "error";
  }
  return "error";
}

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : EscapeForDisplay(text)) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

const std::shared_ptr<spdlog::logger>& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = spdlog::stderr_color_mt("keytrail");
    made->set_pattern(isatty(STDERR_FILENO) != 0 ? "%H:%M:%S %^%l%$ %v" : "%v");
    made->set_level(spdlog::level::warn);
    return made;
  }();
  return logger;
}

}  // namespace

void SetLogLevel(LogLevel level) { Logger()->set_level(ToSpdlog(level)); }

void LogEvent(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!Logger()->should_log(ToSpdlog(level))) return;
  std::string line;
  if (isatty(STDERR_FILENO) != 0) {
    line = event;
    for (const auto& [name, value] : fields)
      line += fmt::format(" {}={}", name, EscapeForDisplay(value));
  } else {
    line = fmt::format("{{\"level\":\"{}\",\"event\":{}", NameOf(level), JsonString(event));
    for (const auto& [name, value] : fields)
      line += fmt::format(",{}:{}", JsonString(name), JsonString(value));
    line += "}";
  }
  Logger()->log(ToSpdlog(level), "{}", line);
}

}  // namespace keytrail
