// Matchers for the texts that are open at a time. Each has scratch memory of its own, so that they
// are made as needed, used again, and not more than so many.
#pragma once

#include <memory>
#include <vector>

#include "base/limits.h"
#include "scanner/match/matcher.h"

namespace keytrail::pipeline {

// Threads: one.
class MatcherPool {
 public:
  MatcherPool(std::shared_ptr<const match::RuleSet> rules, const match::MatcherOptions& options)
      : rules_(std::move(rules)), options_(options) {}

  // Null when limits::kOpenTextsMax are out.
  std::unique_ptr<match::Matcher> Take() {
    if (out_ == limits::kOpenTextsMax) return nullptr;
    ++out_;
    if (free_.empty()) return std::make_unique<match::Matcher>(rules_, options_);
    std::unique_ptr<match::Matcher> matcher = std::move(free_.back());
    free_.pop_back();
    return matcher;
  }

  void GiveBack(std::unique_ptr<match::Matcher> matcher) {
    --out_;
    free_.push_back(std::move(matcher));
  }

 private:
  const std::shared_ptr<const match::RuleSet> rules_;
  const match::MatcherOptions options_;
  std::vector<std::unique_ptr<match::Matcher>> free_;
  std::size_t out_ = 0;
};

}  // namespace keytrail::pipeline
