// Ranges of a chunk, gathered from the search engine's hits: where one rule's matches may start, or
// what lies around context words.
//
// Bounded: beyond a number of ranges the last one grows over the gap, which costs tries and loses
// nothing.
#pragma once

#include <cstddef>
#include <vector>

namespace keytrail::match {

// Offsets in the chunk's buffer, end excluded.
struct StartWindow {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class StartWindows {
 public:
  bool empty() const { return windows_.empty(); }
  void Clear();

  // Hits come nearly in order; what touches the last window extends it.
  void Add(StartWindow window);

  // The windows in order, merged so that none touches another. The view lives until the next call.
  const std::vector<StartWindow>& Ordered();

 private:
  std::vector<StartWindow> windows_;
  bool is_ordered_ = true;
};

}  // namespace keytrail::match
