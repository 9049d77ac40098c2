// The rules of one scan, compiled: a Hyperscan database that says where to look, and one RE2 a rule
// that says what is there. Rules that look only into some files are in a database of their own,
// which is not run on other files.
//
// "May fire and still not match; if it does not fire it cannot match" is what the first promises
// the second. Immutable; shared by all matchers of a worker, which is why it is held by shared_ptr.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/machine.h"
#include "model/rule.h"

namespace keytrail::match {

struct CompiledRules;
struct ReadRule;

struct CacheOptions {
  // Holds compiled databases; the caller's own, mode 0700. Empty: no cache.
  std::string directory;
};

class RuleSet {
 public:
  ~RuleSet();
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  // Shape: in the order of their ids.
  const std::vector<Rule>& rules() const { return rules_; }

  // Context that a chunk needs on both sides of what it owns, where the file has it: the widest
  // match of any rule, what may belong to it on either side, and one byte, for a word boundary
  // looks one byte further; or the context words that decide where it is looked for.
  std::size_t context_bytes() const { return context_bytes_; }

  // What a scan with these rules can close.
  std::vector<LookedFor> looked_for() const;

  // Whether the databases came from the cache instead of being compiled.
  bool from_cache() const { return from_cache_; }

  // For Matcher.
  const CompiledRules& compiled() const { return *compiled_; }

 private:
  friend StatusOr<std::shared_ptr<const RuleSet>> AssembleRuleSet(std::vector<ReadRule> read_rules,
                                                                  const CacheOptions& cache);
  RuleSet();

  std::vector<Rule> rules_;
  std::unique_ptr<CompiledRules> compiled_;
  std::size_t context_bytes_ = 0;
  bool from_cache_ = false;
};

// Compiles `rules`. Errors: kInvalidArgument (no rule, or one that an engine refuses: the message
// names it), kFailedPrecondition (this processor cannot run the engine). Threads: any.
StatusOr<std::shared_ptr<const RuleSet>> BuildRuleSet(std::vector<Rule> rules,
                                                      const CacheOptions& cache);

}  // namespace keytrail::match
