// The progress line of a scan on standard error: stage, files, bytes, rate and time to go. Drawn
// only on a terminal; elsewhere every call does nothing.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include "cli/style.h"
#include "model/job.h"

namespace keytrail::cli {

// The line's text, without control sequences, fitted to the style's width. `elapsed` is since the
// first byte was read. Pure.
std::string ProgressLine(const std::string& machine, const ProgressFrame& frame,
                         std::chrono::milliseconds elapsed, const Style& style);

// Not for sharing between threads.
class Progress {
 public:
  // `terminal` must outlive this. Nothing is drawn when `wanted` is false or it is no terminal.
  Progress(std::FILE* terminal, bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool is_drawn() const { return drawn_; }

  // Starts over for the next machine.
  void Begin(const std::string& machine);
  // Redraws at most ten times a second.
  void Show(const ProgressFrame& frame);
  // Takes the line away, so that other text can be printed; the next Show draws it again.
  void Clear();

 private:
  std::FILE* terminal_;
  Style style_;
  bool drawn_;
  bool visible_ = false;
  std::string machine_;
  std::chrono::steady_clock::time_point reading_since_;
  std::chrono::steady_clock::time_point shown_at_;
  bool reading_ = false;
};

}  // namespace keytrail::cli
