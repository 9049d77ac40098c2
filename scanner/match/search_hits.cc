#include "scanner/match/search_hits.h"

#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "scanner/match/dialect.h"

namespace keytrail::match {
namespace {

// noexcept: running out of memory ends the process, and no exception may cross the C library.
int NoteHit(unsigned id, unsigned long long, unsigned long long to, unsigned,
            void* opaque) noexcept {
  static_cast<std::vector<SearchHit>*>(opaque)->push_back(
      {.rule = id, .end = static_cast<std::size_t>(to)});
  return 0;
}

int CountHit(unsigned, unsigned long long, unsigned long long, unsigned, void* opaque) noexcept {
  ++*static_cast<std::size_t*>(opaque);
  return 0;
}

}  // namespace

StatusOr<SearchHits> SearchHits::Create(const std::vector<Rule>& rules) {
  DatabaseSource source;
  for (const Rule& rule : rules) {
    StatusOr<CompiledPattern> pattern = CompilePattern(rule.pattern);
    if (!pattern.ok()) {
      return MakeError(StatusCode::kInvalidArgument,
                       fmt::format("rule {}: {}", rule.id, MessageOf(pattern.status())));
    }
    source.expressions.push_back(std::move(pattern->search));
    source.names.push_back(rule.id);
  }
  KT_ASSIGN_OR_RETURN(DatabaseHandle database, CompileDatabase(source));
  hs_scratch_t* scratch = nullptr;
  KT_CHECK(hs_alloc_scratch(database.get(), &scratch) == HS_SUCCESS);
  return SearchHits(std::move(database), ScratchHandle(scratch));
}

std::vector<SearchHit> SearchHits::Find(const std::string& text) const {
  std::vector<SearchHit> hits;
  Scan(text, &NoteHit, &hits);
  return hits;
}

std::size_t SearchHits::Count(const std::string& text) const {
  std::size_t count = 0;
  Scan(text, &CountHit, &count);
  return count;
}

void SearchHits::Scan(const std::string& text, match_event_handler on_hit, void* context) const {
  KT_CHECK(text.size() <= UINT32_MAX);
  KT_CHECK(hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                   scratch_.get(), on_hit, context) == HS_SUCCESS);
}

}  // namespace keytrail::match
