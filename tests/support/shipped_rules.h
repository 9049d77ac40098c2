// The rules that Keytrail ships, compiled once for all test programs of a build directory: each
// test is a process of its own, and compiling all rules takes seconds. For tests that link `match`.
#pragma once

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/unique_fd.h"
#include "scanner/match/rule_set_cache.h"

namespace keytrail::test_support {

inline constexpr const char* kShippedRules = KEYTRAIL_SOURCE_DIR "/rules";

// A cache of compiled rules. Processes that open one at once wait for each other, so that only the
// first compiles.
class SharedRuleCache {
 public:
  SharedRuleCache() {
    std::filesystem::create_directory(kDirectory);
    std::filesystem::permissions(kDirectory, std::filesystem::perms::owner_all);
    lock_ = UniqueFd(open(kLock, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    KT_CHECK(lock_.valid() && flock(lock_.get(), LOCK_EX) == 0);
    if (IsStale()) Clear();
  }

  match::CacheOptions options() const { return {.directory = kDirectory}; }

 private:
  static constexpr const char* kDirectory = KEYTRAIL_BINARY_DIR "/test-rule-cache";
  static constexpr const char* kLock = KEYTRAIL_BINARY_DIR "/test-rule-cache/lock";
  static constexpr const char* kMatcher = KEYTRAIL_BINARY_DIR "/scanner/match/libkt_match.a";

  // Whether rules or the code that compiles them changed since the cache was cleared: what was
  // compiled before is of no use, and could hide what the code does now.
  static bool IsStale() {
    std::filesystem::file_time_type newest = std::filesystem::last_write_time(kMatcher);
    for (const auto& entry : std::filesystem::directory_iterator(kShippedRules)) {
      newest = std::max(newest, entry.last_write_time());
    }
    return std::filesystem::last_write_time(kLock) < newest;
  }

  static void Clear() {
    for (const auto& entry : std::filesystem::directory_iterator(kDirectory)) {
      if (entry.path() != kLock) std::filesystem::remove(entry.path());
    }
    std::filesystem::last_write_time(kLock, std::filesystem::file_time_type::clock::now());
  }

  UniqueFd lock_;
};

// All shipped rules, as a scan takes them: without examples and references.
inline StatusOr<std::shared_ptr<const match::RuleSet>> ObtainShippedRules() {
  const SharedRuleCache cache;
  return match::ObtainRuleSet({.directories = {kShippedRules}, .only_ids = {}}, cache.options());
}

// As BuildRuleSet: for what tests make of the shipped rules.
inline StatusOr<std::shared_ptr<const match::RuleSet>> BuildSharedRuleSet(std::vector<Rule> rules) {
  const SharedRuleCache cache;
  return match::BuildRuleSet(std::move(rules), cache.options());
}

}  // namespace keytrail::test_support
