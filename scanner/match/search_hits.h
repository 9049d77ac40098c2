// The search engine alone: where it fires for which rule. For those who write rules; a scan sees
// only what was confirmed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/rule.h"
#include "scanner/match/engine.h"

namespace keytrail::match {

struct SearchHit {
  std::size_t rule = 0;  // position in the list of rules
  std::size_t end = 0;   // offset behind what made it fire
};

// Threads: one at a time.
class SearchHits {
 public:
  // Compiles the search forms of `rules`. Errors: kInvalidArgument (a pattern is refused; the
  // message names the rule), kFailedPrecondition (this processor cannot run the engine).
  static StatusOr<SearchHits> Create(const std::vector<Rule>& rules);

  // Shape: in the engine's order; `text` is at most 4 GiB.
  std::vector<SearchHit> Find(const std::string& text) const;
  // How many Find would return.
  std::size_t Count(const std::string& text) const;

 private:
  SearchHits(DatabaseHandle database, ScratchHandle scratch)
      : database_(std::move(database)), scratch_(std::move(scratch)) {}

  void Scan(const std::string& text, match_event_handler on_hit, void* context) const;

  DatabaseHandle database_;
  ScratchHandle scratch_;
};

}  // namespace keytrail::match
