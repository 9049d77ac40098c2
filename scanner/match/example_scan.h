// Example texts through the matcher, in chunks of any size, with what was found as plain text. Only
// for texts of rule files and tests: a real secret does not belong in here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scanner/match/matcher.h"
#include "scanner/match/rule_set.h"

namespace keytrail::match {

struct ExampleMatch {
  std::string rule_id;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::string suppressed_by;  // empty when it stands
  std::map<std::string, std::string> captures;

  auto operator<=>(const ExampleMatch&) const = default;
};

class ExampleScanner {
 public:
  explicit ExampleScanner(std::shared_ptr<const RuleSet> rules);

  // Scans `text` as the file at `path` in chunks that own `owned_bytes` each, with exactly the
  // context that the rules ask for: each chunk is a copy, so that a look beyond it is a look beyond
  // the heap. Shape: sorted.
  std::vector<ExampleMatch> Scan(const std::string& path, const std::string& text,
                                 std::size_t owned_bytes);
  std::vector<ExampleMatch> ScanWhole(const std::string& path, const std::string& text);

  const RuleSet& rules() const { return *rules_; }

 private:
  std::shared_ptr<const RuleSet> rules_;
  Matcher matcher_;
};

}  // namespace keytrail::match
