// Finds the matches of a RuleSet in the chunks of files.
//
// A match, by definition: for each start s the candidate is what RE2 (leftmost-first) finds
// anchored at s, with the whole file around it. Per rule, in order of start, a candidate that
// overlaps one already kept is dropped. Where the file is cut into chunks makes no difference: a
// chunk owns the candidates whose first byte it owns, and sees enough on both sides.
//
// Candidates of a rule that demands something beside its match, which always holds a context word,
// are only those near such a word: the others would be refused.
//
// A confirmed match is joined by what the rule says belongs to it, then judged: required
// components, checksum, validators in order, stops. One that is refused is delivered too, with the
// name of what refused it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "model/match.h"
#include "scanner/match/rule_set.h"

namespace keytrail::match {

// A piece of a file. Shape: `owned` lies inside `buffer`; before it stands RuleSet::context_bytes()
// or all that the file has; behind it the same, or more.
struct ChunkView {
  std::span<const std::byte> buffer;
  std::uint64_t buffer_file_offset = 0;
  std::size_t owned_begin = 0;  // in `buffer`
  std::size_t owned_end = 0;
  bool ends_file = false;  // the file ends where `buffer` ends
};

struct FileReport {
  // Rules whose confirmation budget was spent: the file counts as not read to its end for them.
  std::vector<std::string> rules_over_budget;       // ids, sorted
  std::uint64_t hits = 0;                           // of the search engine, for rules
  std::uint64_t words = 0;                          // context words that it found
  std::uint64_t matches = 0;                        // delivered, suppressed ones included
  std::map<std::string, std::uint64_t> suppressed;  // by the name of what refused
};

struct MatcherOptions {
  // Rules that look elsewhere too when low confidence is asked for do so.
  bool low_confidence = false;
  std::uint64_t confirmation_bytes_per_file_and_rule = limits::kConfirmationBytesPerFileAndRule;
};

// Called for each match of a chunk: rule by rule in the order of their ids, each in order of place.
using MatchSink = std::function<void(Match)>;

// Threads: one matcher a thread; matchers may share a RuleSet.
class Matcher {
 public:
  explicit Matcher(std::shared_ptr<const RuleSet> rules, const MatcherOptions& options = {});
  ~Matcher();
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;

  // `path` decides which rules look into the file.
  void BeginFile(std::string_view path);

  // Chunks of a file come in order and do not overlap in what they own. Parts of a file may be left
  // out (holes): nothing is found there.
  void ScanChunk(const ChunkView& chunk, const MatchSink& on_match);

  // Ends the file and says what came of it.
  FileReport EndFile();

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace keytrail::match
