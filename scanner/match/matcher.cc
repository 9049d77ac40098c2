// One pass of Hyperscan over what a chunk owns plus the widest match, and one around the context
// words that it finds, for the rules that match nothing without one; each hit (rule, end) gives a
// window of starts, end minus the search form's widths; RE2 is then tried at those starts of the
// windows, in order, whose byte can begin a match.
//
// Cost: a try that fails early is some 50 ns, and there are at most a width of them for a hit.
// RE2's unanchored search would do a window in one call, but where many starts are alive at once,
// as in crafted text, its automaton outgrows its memory and it falls back to its slowest engine.
#include "scanner/match/matcher.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/check.h"
#include "scanner/match/compiled_rule.h"
#include "scanner/match/start_windows.h"

namespace keytrail::match {
namespace {

struct FoundMatch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct RuleState {
  StartWindows windows;        // of the chunk at hand
  std::uint64_t kept_end = 0;  // file offset behind the last match kept
  std::uint64_t confirmed_bytes = 0;
  bool used = false;           // in the file at hand
  bool applies = false;        // to the file at hand: for rules with paths
  bool outside_paths = false;  // it applies, but the file is none of those that it names
};

// What the engine's callback gets to see.
struct HitContext {
  const CompiledRules* rules = nullptr;
  const RuleGroup* group = nullptr;
  std::vector<RuleState>* states = nullptr;
  std::vector<std::size_t>* rules_hit = nullptr;
  std::vector<std::size_t>* word_ends = nullptr;
  std::uint64_t hits = 0;
  std::size_t scan_begin = 0;  // where in the buffer the scanned text begins
  std::size_t owned_begin = 0;
  std::size_t owned_end = 0;
};

// noexcept: running out of memory ends the process, and no exception may cross the C library.
int OnHit(unsigned id, unsigned long long, unsigned long long to, unsigned, void* opaque) noexcept {
  HitContext& context = *static_cast<HitContext*>(opaque);
  if (id >= context.group->rule_indices.size()) {
    context.word_ends->push_back(context.scan_begin + static_cast<std::size_t>(to));
    return 0;
  }
  ++context.hits;
  const std::size_t index = context.group->rule_indices[id];
  RuleState& state = (*context.states)[index];
  if (!state.applies) return 0;
  const WidthBytes& width = context.rules->rules[index].search_width;
  const std::size_t hit_end = context.scan_begin + static_cast<std::size_t>(to);
  if (hit_end < width.min) return 0;
  const std::size_t first = hit_end - std::min<std::size_t>(hit_end, width.max);
  const StartWindow window{std::max(first, context.owned_begin),
                           std::min(hit_end - width.min + 1, context.owned_end)};
  if (window.begin >= window.end) return 0;
  if (state.windows.empty()) context.rules_hit->push_back(index);
  state.windows.Add(window);
  return 0;
}

// One scratch for all groups: it grows to what the largest needs.
ScratchHandle AllocateScratch(const CompiledRules& rules) {
  hs_scratch_t* scratch = nullptr;
  const auto grow_for = [&scratch](const RuleGroup& group) {
    if (group.database == nullptr) return;
    KT_CHECK(hs_alloc_scratch(group.database.get(), &scratch) == HS_SUCCESS);
  };
  std::ranges::for_each(rules.groups, grow_for);
  return ScratchHandle(scratch);
}

// Everywhere comes first, for it finds the words.
constexpr auto kGroupsOfAllFiles =
    std::to_array<std::size_t>({kEverywhere, kEverywhereNearWords, kEverywhereFartherFromWords});

std::size_t GroupsMax(const CompiledRules& rules) {
  std::size_t groups = 0;
  for (const CompiledRule& rule : rules.rules) {
    groups = std::max(groups, rule.capture_names.size());
  }
  return groups + 1;  // group 0 is the match
}

// The name of what refuses the match, in order of cost; empty when it stands.
std::string Judge(const CompiledRule& rule, const Match& match) {
  if (rule.rule->checksum && !ChecksumHolds(*rule.rule->checksum, match)) return "checksum";
  for (const Validator& validator : rule.validators) {
    if (!validator.Accepts(match)) return validator.name();
  }
  const Capture* secret = FindCapture(match, "secret");
  if (secret == nullptr) return {};
  const std::string_view text = secret->bytes.text_view();
  const bool stopped = std::ranges::any_of(rule.stops, [text](const auto& stop) {
    return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), stop.get());
  });
  return stopped ? "stop" : "";
}

}  // namespace

class Matcher::Engine {
 public:
  Engine(std::shared_ptr<const RuleSet> rule_set, const MatcherOptions& options)
      : rule_set_(std::move(rule_set)),
        rules_(rule_set_->compiled()),
        options_(options),
        scratch_(AllocateScratch(rules_)),
        states_(rules_.rules.size()),
        groups_(GroupsMax(rules_)) {
    for (const std::size_t group : kGroupsOfAllFiles) {
      for (const std::size_t index : rules_.groups[group].rule_indices) {
        states_[index].applies = true;
      }
    }
    ChooseGroups();
  }

  void BeginFile(std::string_view path) {
    for (const std::size_t index : rules_used_) {
      states_[index] = RuleState{.windows = {},
                                 .applies = states_[index].applies,
                                 .outside_paths = states_[index].outside_paths};
    }
    rules_used_.clear();
    report_ = FileReport{};
    ChooseByPath(path);
  }

  void ScanChunk(const ChunkView& chunk, const MatchSink& on_match) {
    CheckShape(chunk);
    if (chunk.owned_begin == chunk.owned_end) return;
    SearchAll(chunk);
    std::ranges::sort(rules_hit_);
    for (const std::size_t index : rules_hit_) {
      if (!std::exchange(states_[index].used, true)) rules_used_.push_back(index);
      ConfirmRule(index, chunk, on_match);
      states_[index].windows.Clear();
    }
    rules_hit_.clear();
  }

  FileReport EndFile() {
    std::ranges::sort(report_.rules_over_budget);
    return std::exchange(report_, FileReport{});
  }

 private:
  // Which of the rules with paths apply to the file.
  // Texts inside one file come with one path, and there may be many.
  void ChooseByPath(std::string_view path) {
    if (path_ == path) return;
    path_ = path;
    for (const std::size_t index : rules_by_path_) states_[index].applies = false;
    rules_by_path_ = rules_.paths.RulesFor(path);
    for (const std::size_t index : rules_by_path_) {
      states_[index].applies = true;
      states_[index].outside_paths = false;
    }
    if (options_.low_confidence) AddLowRules();
    ChooseGroups();
  }

  // Those with a rule that applies to the file at hand, in order.
  void ChooseGroups() {
    groups_chosen_.assign(kGroupsOfAllFiles.begin(), kGroupsOfAllFiles.end());
    for (const std::size_t index : rules_by_path_) {
      groups_chosen_.push_back(rules_.rules[index].group);
    }
    std::ranges::sort(groups_chosen_);
    const auto repeated = std::ranges::unique(groups_chosen_);
    groups_chosen_.erase(repeated.begin(), repeated.end());
  }

  void AddLowRules() {
    for (const std::size_t index : rules_.low_rules) {
      if (std::exchange(states_[index].applies, true)) continue;
      states_[index].outside_paths = true;
      rules_by_path_.push_back(index);
    }
  }

  void CheckShape(const ChunkView& chunk) const {
    KT_CHECK(chunk.owned_begin <= chunk.owned_end && chunk.owned_end <= chunk.buffer.size());
    KT_CHECK(chunk.buffer.size() <= UINT32_MAX);
    KT_CHECK(chunk.owned_begin > 0 || chunk.buffer_file_offset == 0);
    KT_CHECK(chunk.ends_file ||
             chunk.buffer.size() - chunk.owned_end >= rule_set_->context_bytes());
  }

  // Hyperscan sees one byte before what the chunk owns and as much behind it as a match of an owned
  // start, and the byte after that match, can take. Words are looked for as far around as they
  // decide about matches of owned starts, so that where the file is cut makes no difference.
  void SearchAll(const ChunkView& chunk) {
    word_ends_.clear();
    const StartWindow matches = Around(chunk, 1, rules_.width_bytes_max + 1);
    const StartWindow words =
        Around(chunk, rules_.word_margin_bytes + 1,
               std::max(rules_.width_bytes_max, rules_.word_margin_bytes) + 1);
    for (const std::size_t index : groups_chosen_) {
      const RuleGroup& group = rules_.groups[index];
      if (group.database == nullptr) continue;
      if (group.near_words) {
        SearchNearWords(group, chunk, matches);
      } else {
        Search(group, chunk, index == kEverywhere ? words : matches);
      }
    }
    report_.words += word_ends_.size();
  }

  static StartWindow Around(const ChunkView& chunk, std::size_t before, std::size_t behind) {
    return {chunk.owned_begin - std::min(chunk.owned_begin, before),
            std::min(chunk.buffer.size(), chunk.owned_end + behind)};
  }

  // The text around words, with a byte on both sides for word boundaries.
  void SearchNearWords(const RuleGroup& group, const ChunkView& chunk, const StartWindow& whole) {
    near_words_.Clear();
    for (const std::size_t word_end : word_ends_) {
      const std::size_t before =
          std::min<std::size_t>(word_end, group.near_words->before_bytes + 1);
      const StartWindow near{
          std::max(whole.begin, word_end - before),
          std::min<std::size_t>(whole.end, word_end + group.near_words->after_bytes + 1)};
      if (near.begin < near.end) near_words_.Add(near);
    }
    for (const StartWindow& window : near_words_.Ordered()) Search(group, chunk, window);
  }

  void Search(const RuleGroup& group, const ChunkView& chunk, const StartWindow& part) {
    HitContext context{.rules = &rules_,
                       .group = &group,
                       .states = &states_,
                       .rules_hit = &rules_hit_,
                       .word_ends = &word_ends_,
                       .scan_begin = part.begin,
                       .owned_begin = chunk.owned_begin,
                       .owned_end = chunk.owned_end};
    const char* text = reinterpret_cast<const char*>(chunk.buffer.data()) + part.begin;
    const hs_error_t result =
        hs_scan(group.database.get(), text, static_cast<unsigned>(part.end - part.begin), 0,
                scratch_.get(), &OnHit, &context);
    KT_CHECK(result == HS_SUCCESS);
    report_.hits += context.hits;
  }

  void ConfirmRule(std::size_t index, const ChunkView& chunk, const MatchSink& on_match) {
    const CompiledRule& rule = rules_.rules[index];
    RuleState& state = states_[index];
    std::size_t next = state.kept_end <= chunk.buffer_file_offset
                           ? 0
                           : static_cast<std::size_t>(state.kept_end - chunk.buffer_file_offset);
    for (const StartWindow& window : state.windows.Ordered()) {
      next = std::max(next, window.begin);
      for (; next < window.end; ++next) {
        if (!rule.first_bytes[static_cast<std::size_t>(chunk.buffer[next])]) continue;
        if (state.confirmed_bytes >= options_.confirmation_bytes_per_file_and_rule) {
          return NoteOverrun(rule);
        }
        const std::size_t end = TryAt(rule, state, chunk.buffer, next);
        if (end == next) continue;
        state.kept_end = chunk.buffer_file_offset + end;
        Deliver(index, chunk, {next, end}, on_match);
        next = end - 1;
      }
    }
  }

  // Where the candidate that starts at `start` ends; `start` when there is none.
  std::size_t TryAt(const CompiledRule& rule, RuleState& state, std::span<const std::byte> buffer,
                    std::size_t start) {
    const re2::StringPiece text(reinterpret_cast<const char*>(buffer.data()), buffer.size());
    const std::size_t text_end = std::min<std::size_t>(buffer.size(), start + rule.width.max);
    re2::StringPiece whole;
    if (!rule.confirmation.get().Match(text, start, text_end, re2::RE2::ANCHOR_START, &whole, 1)) {
      state.confirmed_bytes += limits::kConfirmationBytesPerTry;
      return start;
    }
    state.confirmed_bytes +=
        std::max<std::uint64_t>(whole.size(), limits::kConfirmationBytesPerMatchMin);
    return start + whole.size();
  }

  // Leaves the groups of the match in groups_. The match is known, and a text that ends where it
  // ends has no other that is preferred to it; what stands around it is still seen.
  void FindGroups(const CompiledRule& rule, std::span<const std::byte> buffer,
                  const FoundMatch& found) {
    const re2::StringPiece text(reinterpret_cast<const char*>(buffer.data()), buffer.size());
    KT_CHECK(rule.confirmation.get().Match(text, found.begin, found.end, re2::RE2::ANCHOR_START,
                                           groups_.data(),
                                           static_cast<int>(rule.capture_names.size() + 1)));
  }

  // The match just found, judged, to the sink.
  void Deliver(std::size_t index, const ChunkView& chunk, const FoundMatch& found,
               const MatchSink& on_match) {
    const CompiledRule& rule = rules_.rules[index];
    FindGroups(rule, chunk.buffer, found);
    Match match;
    match.rule = rule.rule;
    match.file_offset = chunk.buffer_file_offset + found.begin;
    match.byte_length = found.end - found.begin;
    match.outside_paths = states_[index].outside_paths;
    for (std::size_t group = 1; group <= rule.capture_names.size(); ++group) {
      const re2::StringPiece& piece = groups_[group];
      if (piece.data() == nullptr) continue;
      const auto offset = static_cast<std::size_t>(piece.data() - groups_[0].data());
      match.captures.push_back({.name = rule.capture_names[group - 1],
                                .file_offset = match.file_offset + offset,
                                .bytes = SecretBytes({piece.data(), piece.size()})});
    }
    const bool complete = AddComponents(index, chunk, found, match);
    match.suppressed_by = complete ? Judge(rule, match) : "component";
    if (!match.suppressed_by.empty()) ++report_.suppressed[match.suppressed_by];
    ++report_.matches;
    on_match(std::move(match));
  }

  // Adds what belongs to the match. Returns whether all that is required was there.
  bool AddComponents(std::size_t index, const ChunkView& chunk, const FoundMatch& found,
                     Match& match) {
    for (const CompiledComponent& component : rules_.rules[index].components) {
      ComponentSearch search =
          FindComponent(component, chunk.buffer, {.begin = found.begin, .end = found.end});
      states_[index].confirmed_bytes += search.bytes_looked_at;
      if (!search.found && component.component->required) return false;
      for (Capture& capture : search.captures) {
        if (FindCapture(match, capture.name) != nullptr) continue;
        capture.file_offset += chunk.buffer_file_offset;
        match.captures.push_back(std::move(capture));
      }
    }
    return true;
  }

  void NoteOverrun(const CompiledRule& rule) {
    const std::string& id = rule.rule->id;
    if (std::ranges::find(report_.rules_over_budget, id) == report_.rules_over_budget.end()) {
      report_.rules_over_budget.push_back(id);
    }
  }

  const std::shared_ptr<const RuleSet> rule_set_;
  const CompiledRules& rules_;
  const MatcherOptions options_;
  ScratchHandle scratch_;
  std::vector<RuleState> states_;           // one a rule
  std::vector<std::size_t> rules_hit_;      // in the chunk at hand
  std::vector<std::size_t> rules_used_;     // in the file at hand
  std::vector<std::size_t> rules_by_path_;  // with paths, that apply to the file at hand
  std::vector<std::size_t> groups_chosen_;  // that the file at hand is searched with
  std::vector<std::size_t> word_ends_;      // of context words in the chunk at hand
  StartWindows near_words_;                 // the text around them
  std::optional<std::string> path_;         // of the last file
  std::vector<re2::StringPiece> groups_;    // of the match just found
  FileReport report_;
};

Matcher::Matcher(std::shared_ptr<const RuleSet> rules, const MatcherOptions& options)
    : engine_(std::make_unique<Engine>(std::move(rules), options)) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

void Matcher::BeginFile(std::string_view path) { engine_->BeginFile(path); }

void Matcher::ScanChunk(const ChunkView& chunk, const MatchSink& on_match) {
  engine_->ScanChunk(chunk, on_match);
}

FileReport Matcher::EndFile() { return engine_->EndFile(); }

}  // namespace keytrail::match
