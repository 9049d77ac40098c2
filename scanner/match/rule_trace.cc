#include "scanner/match/rule_trace.h"

#include <algorithm>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "scanner/match/compiled_rule.h"
#include "scanner/match/matcher.h"
#include "scanner/match/refusal_reason.h"
#include "scanner/match/search_hits.h"

namespace keytrail::match {
namespace {

// Offsets → lines and columns.
class LineIndex {
 public:
  explicit LineIndex(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') starts_.push_back(i + 1);
    }
  }

  void Place(RuleVerdict& verdict) const {
    const auto next = std::ranges::upper_bound(starts_, verdict.byte_offset);
    verdict.line = static_cast<std::uint32_t>(next - starts_.begin());
    verdict.column = static_cast<std::uint32_t>(verdict.byte_offset - *(next - 1) + 1);
  }

 private:
  std::vector<std::uint64_t> starts_ = {0};
};

class Tracer {
 public:
  Tracer(const std::shared_ptr<const RuleSet>& rules, const std::string& path,
         const std::string& text)
      : rules_(rules), path_(path), text_(text), starts_(rules->rules().size()) {}

  Status Run() {
    TraceMatches();
    KT_RETURN_IF_ERROR(TraceHits());
    return OkStatus();
  }

  std::vector<RuleVerdict> Verdicts() {
    std::ranges::sort(verdicts_, {}, [](const RuleVerdict& verdict) {
      return std::tie(verdict.byte_offset, verdict.rule_id);
    });
    if (verdicts_.size() > kVerdictsMax) verdicts_.resize(kVerdictsMax);
    const LineIndex lines(text_);
    for (RuleVerdict& verdict : verdicts_) lines.Place(verdict);
    return std::move(verdicts_);
  }

 private:
  void TraceMatches() {
    Matcher matcher(rules_);
    matcher.BeginFile(path_);
    matcher.ScanChunk({.buffer = std::as_bytes(std::span(text_)),
                       .buffer_file_offset = 0,
                       .owned_begin = 0,
                       .owned_end = text_.size(),
                       .ends_file = true},
                      [this](const Match& match) { NoteMatch(match); });
    matcher.EndFile();
  }

  void NoteMatch(const Match& match) {
    const auto index = static_cast<std::size_t>(match.rule - rules_->rules().data());
    starts_[index].insert(match.file_offset);
    const Capture* secret = FindCapture(match, "secret");
    RuleVerdict verdict{.rule_id = match.rule->id};
    verdict.stage = match.suppressed_by.empty() ? RuleStage::kConfirmed : RuleStage::kRefused;
    verdict.byte_offset = secret == nullptr ? match.file_offset : secret->file_offset;
    verdict.byte_length = secret == nullptr ? match.byte_length : secret->bytes.size();
    verdict.validators = ValidatorsOf(index, match);
    verdicts_.push_back(std::move(verdict));
  }

  // All validators of the rule, not only those up to the first that refuses.
  std::vector<ValidatorVerdict> ValidatorsOf(std::size_t index, const Match& match) const {
    std::vector<ValidatorVerdict> verdicts;
    const CompiledRule& compiled = rules_->compiled().rules[index];
    for (std::size_t i = 0; i < compiled.validators.size(); ++i) {
      const bool accepts = compiled.validators[i].Accepts(match);
      verdicts.push_back({.name = match.rule->validators[i],
                          .accepts = accepts,
                          .why = accepts ? "" : RefusalReason(match.rule->validators[i], match)});
    }
    const bool told = std::ranges::any_of(verdicts, [](const auto& one) { return !one.accepts; });
    if (!match.suppressed_by.empty() && !told) {
      verdicts.push_back({.name = match.suppressed_by,
                          .accepts = false,
                          .why = RefusalReason(match.suppressed_by, match)});
    }
    return verdicts;
  }

  // Where the search engine fired and no match begins that could have made it.
  Status TraceHits() {
    KT_ASSIGN_OR_RETURN(const SearchHits search, SearchHits::Create(rules_->rules()));
    std::vector<std::size_t> last_end(starts_.size(), 0);
    for (const SearchHit& hit : search.Find(text_)) {
      const WidthBytes& width = rules_->compiled().rules[hit.rule].search_width;
      const std::size_t first = hit.end - std::min<std::size_t>(hit.end, width.max);
      const std::size_t last = hit.end - std::min<std::size_t>(hit.end, width.min);
      const auto match = starts_[hit.rule].lower_bound(first);
      if (match != starts_[hit.rule].end() && *match <= last) continue;
      const bool goes_on = last_end[hit.rule] != 0 && last <= last_end[hit.rule];
      last_end[hit.rule] = hit.end;
      if (goes_on || verdicts_.size() >= kVerdictsMax) continue;
      RuleVerdict verdict{.rule_id = rules_->rules()[hit.rule].id};
      verdict.byte_offset = last;
      verdict.byte_length = hit.end - last;
      verdicts_.push_back(std::move(verdict));
    }
    return OkStatus();
  }

  const std::shared_ptr<const RuleSet> rules_;
  const std::string& path_;
  const std::string& text_;
  std::vector<std::set<std::uint64_t>> starts_;  // of matches, rule by rule
  std::vector<RuleVerdict> verdicts_;
};

}  // namespace

StatusOr<std::vector<RuleVerdict>> TraceText(const std::shared_ptr<const RuleSet>& rules,
                                             const std::string& path, const std::string& text) {
  Tracer tracer(rules, path, text);
  KT_RETURN_IF_ERROR(tracer.Run());
  return tracer.Verdicts();
}

}  // namespace keytrail::match
