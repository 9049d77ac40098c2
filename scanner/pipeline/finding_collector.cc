#include "scanner/pipeline/finding_collector.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/limits.h"

namespace keytrail::pipeline {
namespace {

bool Overlap(const decode::SourceRange& a, const decode::SourceRange& b) {
  return a.begin < b.end && b.begin < a.end;
}

bool ComesFirst(const Candidate& a, const Candidate& b) {
  const Finding& x = a.worker_finding.finding;
  const Finding& y = b.worker_finding.finding;
  return std::forward_as_tuple(b.specificity, a.content, a.is_written_form, x.decoded_by.size(),
                               a.place, x.rule_id, x.decoded_by) <
         std::forward_as_tuple(a.specificity, b.content, b.is_written_form, y.decoded_by.size(),
                               b.place, y.rule_id, y.decoded_by);
}

void NoteAlsoMatched(const std::string& rule_id, Finding& finding) {
  if (finding.rule_id == rule_id) return;
  if (std::ranges::find(finding.also_matched, rule_id) != finding.also_matched.end()) return;
  finding.also_matched.push_back(rule_id);
}

}  // namespace

void FindingCollector::BeginFile() {
  candidates_.clear();
  contents_.assign(1, Content{});
  last_with_candidates_ = kFileContent;
}

ContentId FindingCollector::OpenContent(ContentId outer, std::uint64_t begin) {
  contents_.push_back({.outer = outer, .place = {begin, begin}});
  return static_cast<ContentId>(contents_.size() - 1);
}

// Forgets a content in which nothing was found: most are such, and there may be many.
void FindingCollector::CloseContent(ContentId content, std::uint64_t end) {
  if (last_with_candidates_ < content) {
    contents_.resize(content);
  } else {
    contents_[content].place.end = end;
  }
}

void FindingCollector::Add(Candidate candidate) {
  if (full()) return;
  last_with_candidates_ = std::max(last_with_candidates_, candidate.content);
  candidates_.push_back(std::move(candidate));
}

bool FindingCollector::full() const { return candidates_.size() >= limits::kFindingsPerFileMax; }

std::vector<WorkerFinding> FindingCollector::Take() {
  std::ranges::sort(candidates_, ComesFirst);
  std::vector<Candidate*> kept;
  for (Candidate& candidate : candidates_) {
    const auto winner = std::ranges::find_if(
        kept, [&](const Candidate* each) { return SamePlace(*each, candidate); });
    if (winner == kept.end()) {
      kept.push_back(&candidate);
    } else {
      NoteAlsoMatched(candidate.worker_finding.finding.rule_id, (*winner)->worker_finding.finding);
    }
  }
  std::vector<WorkerFinding> findings;
  for (Candidate* candidate : kept) {
    const decode::SourceRange place = PlaceInFile(*candidate);
    candidate->worker_finding.finding.byte_offset = place.begin;
    candidate->worker_finding.finding.byte_length = place.end - place.begin;
    findings.push_back(std::move(candidate->worker_finding));
  }
  candidates_.clear();
  std::ranges::stable_sort(findings, {}, [](const WorkerFinding& found) {
    return std::tie(found.finding.byte_offset, found.finding.rule_id);
  });
  return findings;
}

// In one content, what overlaps. Across contents, the same secret where one of them holds the
// other, at a place inside of which the other content lies or that lies inside it.
bool FindingCollector::SamePlace(const Candidate& kept, const Candidate& candidate) const {
  if (kept.content == candidate.content) return Overlap(kept.place, candidate.place);
  if (kept.worker_finding.secret_sha256 != candidate.worker_finding.secret_sha256) return false;
  const bool kept_is_inner = kept.content > candidate.content;
  const Candidate& inner = kept_is_inner ? kept : candidate;
  const Candidate& outer = kept_is_inner ? candidate : kept;
  ContentId content = inner.content;
  while (content != kFileContent) {
    const Content& at = contents_[content];
    if (at.outer == outer.content) return Overlap(at.place, outer.place);
    content = at.outer;
  }
  return false;
}

decode::SourceRange FindingCollector::PlaceInFile(const Candidate& candidate) const {
  decode::SourceRange place = candidate.place;
  for (ContentId content = candidate.content; content != kFileContent;
       content = contents_[content].outer) {
    place = contents_[content].place;
  }
  return place;
}

}  // namespace keytrail::pipeline
