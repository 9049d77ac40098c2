// What belongs to a match without being part of it: a host beside a password, an id beside a
// secret. Inside this room only.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/match.h"
#include "model/rule.h"
#include "scanner/match/lazy_expression.h"

namespace keytrail::match {

struct CompiledComponent {
  const RuleComponent* component = nullptr;  // in the RuleSet
  LazyExpression expression;
  std::vector<std::string> capture_names;  // of its groups, first group first
};

// Errors: kInvalidArgument, as `what: how to mend it`.
StatusOr<CompiledComponent> CompileComponent(const RuleComponent& component);

// A match's place in a buffer.
struct MatchPlace {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// What one look for a component cost and brought.
struct ComponentSearch {
  std::vector<Capture> captures;  // offsets are the buffer's
  std::uint64_t bytes_looked_at = 0;
  bool found = false;
};

// The nearest to the match within its bounds; of two as near, the one before it. The buffer holds
// the component's within_bytes on both sides of the match where the file does.
ComponentSearch FindComponent(const CompiledComponent& compiled, std::span<const std::byte> buffer,
                              const MatchPlace& match);

}  // namespace keytrail::match
