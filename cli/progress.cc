#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace keytrail::cli {
namespace {

constexpr std::size_t kBarColumns = 20;
constexpr std::chrono::milliseconds kRedrawEvery(100);
// A rate over less time than this says nothing.
constexpr std::chrono::milliseconds kRateAfter(500);

std::string Bar(double done) {
  const auto filled = static_cast<std::size_t>(std::clamp(done, 0.0, 1.0) * kBarColumns);
  std::string bar;
  for (std::size_t i = 0; i < kBarColumns; ++i) bar += i < filled ? "━" : "╌";
  return bar;
}

// The part done, by bytes where they are known, else by files; negative when nobody knows.
double PartDone(const ProgressFrame& frame) {
  if (frame.bytes_total > 0) {
    return static_cast<double>(frame.bytes) / static_cast<double>(frame.bytes_total);
  }
  if (frame.files_total > 0) {
    return static_cast<double>(frame.files) / static_cast<double>(frame.files_total);
  }
  return -1;
}

std::string OfTotal(const std::string& done, std::uint64_t total, const std::string& total_text) {
  return total == 0 ? done : fmt::format("{} of {}", done, total_text);
}

// Rate and time to go, empty while too little is known.
std::string Speed(const ProgressFrame& frame, double done, std::chrono::milliseconds elapsed) {
  if (elapsed < kRateAfter || frame.bytes == 0) return {};
  const double seconds = static_cast<double>(elapsed.count()) / 1000.0;
  const double rate = static_cast<double>(frame.bytes) / seconds;
  std::string speed = fmt::format("  {}/s", HumanBytes(static_cast<std::uint64_t>(rate)));
  if (done > 0.01 && done <= 1) {
    const double left = seconds * (1 - done) / done;
    speed +=
        fmt::format("  {} to go", HumanSeconds(static_cast<std::uint64_t>(std::llround(left))));
  }
  return speed;
}

}  // namespace

std::string ProgressLine(const std::string& machine, const ProgressFrame& frame,
                         std::chrono::milliseconds elapsed, const Style& style) {
  const double done = PartDone(frame);
  std::string line =
      fmt::format("{}  {}", EscapeForDisplay(machine), EscapeForDisplay(frame.stage));
  if (done >= 0) line += fmt::format("  {} {:3.0f} %", Bar(done), std::clamp(done, 0.0, 1.0) * 100);
  if (frame.files > 0 || frame.files_total > 0) {
    line += fmt::format("  {} files", OfTotal(HumanCount(frame.files), frame.files_total,
                                              HumanCount(frame.files_total)));
  }
  if (frame.bytes > 0) {
    line +=
        "  " + OfTotal(HumanBytes(frame.bytes), frame.bytes_total, HumanBytes(frame.bytes_total));
  }
  line += Speed(frame, done, elapsed);
  return style.width_columns == 0 ? line : FitEnd(line, style.width_columns - 1);
}

Progress::Progress(std::FILE* terminal, bool wanted)
    : terminal_(terminal),
      style_(StyleOf(::fileno(terminal))),
      drawn_(wanted && style_.width_columns > 0) {}

Progress::~Progress() { Clear(); }

void Progress::Begin(const std::string& machine) {
  Clear();
  machine_ = machine;
  reading_ = false;
  shown_at_ = {};
}

void Progress::Show(const ProgressFrame& frame) {
  if (!drawn_) return;
  const auto now = std::chrono::steady_clock::now();
  if (!reading_ && frame.bytes > 0) {
    reading_ = true;
    reading_since_ = now;
  }
  if (visible_ && now - shown_at_ < kRedrawEvery) return;
  const auto elapsed =
      reading_ ? std::chrono::duration_cast<std::chrono::milliseconds>(now - reading_since_)
               : std::chrono::milliseconds(0);
  const std::string line = ProgressLine(machine_, frame, elapsed, style_);
  std::fprintf(terminal_, "\r\x1b[K%s", line.c_str());
  std::fflush(terminal_);
  visible_ = true;
  shown_at_ = now;
}

void Progress::Clear() {
  if (!visible_) return;
  std::fputs("\r\x1b[K", terminal_);
  std::fflush(terminal_);
  visible_ = false;
}

}  // namespace keytrail::cli
