#include "scanner/match/start_windows.h"

#include <algorithm>

namespace keytrail::match {
namespace {

constexpr std::size_t kWindowsMax = 4096;

}  // namespace

void StartWindows::Clear() {
  windows_.clear();
  is_ordered_ = true;
}

void StartWindows::Add(StartWindow window) {
  if (windows_.empty()) {
    windows_.push_back(window);
    return;
  }
  StartWindow& last = windows_.back();
  const bool touches = window.begin <= last.end && window.end >= last.begin;
  if (touches || windows_.size() >= kWindowsMax) {
    if (window.begin < last.begin) is_ordered_ = false;
    last = {std::min(last.begin, window.begin), std::max(last.end, window.end)};
    return;
  }
  if (window.begin < last.begin) is_ordered_ = false;
  windows_.push_back(window);
}

const std::vector<StartWindow>& StartWindows::Ordered() {
  if (is_ordered_) return windows_;
  std::ranges::sort(windows_, {}, &StartWindow::begin);
  std::size_t count = 1;
  for (std::size_t i = 1; i < windows_.size(); ++i) {
    StartWindow& last = windows_[count - 1];
    if (windows_[i].begin <= last.end) {
      last.end = std::max(last.end, windows_[i].end);
    } else {
      windows_[count++] = windows_[i];
    }
  }
  windows_.resize(count);
  is_ordered_ = true;
  return windows_;
}

}  // namespace keytrail::match
