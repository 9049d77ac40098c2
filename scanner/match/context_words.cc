// The proof runs an automaton that waits for a word through the pattern: the set of states in which
// a text that matched so far, and held no word, can have left it. When no state is left at the
// pattern's end, every match holds a word.
#include "scanner/match/context_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/check.h"
#include "scanner/match/dialect_parser.h"

namespace keytrail::match {
namespace {

using Kind = Expression::Kind;

// What secrets are called. One that is common in code and prose stands here only with what follows
// it where it names a value.
constexpr auto kNames = std::to_array<const char*>({
    "password",      "passwd",         "passphrase", "passwort",    "kennwort",
    "contrasena",    "pass[^A-Za-z]",  "pwd",        "pw[^A-Za-z]", "secret",
    "token",         "credential",     "authtok",    "auth_tok",    "masterauth",
    "rediscli_auth", "-auth[\"']",     "_salt",      "keys_base64", "function[_\\-]code",
    "functioncode",  "func[_\\-]code",
});

// A key alone is too common a word: what the keys that are secrets are for, and whose they are.
constexpr auto kKeyOwners = std::to_array<const char*>({
    "access",   "account",   "admin",     "api",          "app",       "application", "auth",
    "bearer",   "bot",       "client",    "consumer",     "cookie",    "crypt",       "crypto",
    "csrf",     "deploy",    "des",       "device",       "dps",       "encryption",  "enrollment",
    "func",     "function",  "functions", "group",        "hmac",      "host",        "hub",
    "iot",      "jwt",       "license",   "logged_in",    "maps",      "master",      "nonce",
    "passport", "policy",    "primary",   "principal",    "private",   "recovery",    "refresh",
    "rijndael", "secondary", "service",   "session",      "shared",    "signature",   "signing",
    "sp",       "spn",       "storage",   "subscription", "symmetric", "unseal",      "webhook",
});

// Whose secrets have no form of their own, and are known beside the name of a provider, a program
// or a protocol.
constexpr auto kProviders = std::to_array<const char*>({
    "ably",
    "airtable",
    "algolia",
    "asana",
    "atlassian",
    "azdo",
    "azure",
    "braintree",
    "circleci",
    "cloudflare",
    "cognitive",
    "confluen",
    "core.windows.net",
    "cosmos",
    "datadog",
    "deepseek",
    "devops",
    "discord",
    "documentdb",
    "dropbox",
    "elevenlabs",
    "facebook",
    "fastly",
    "hapikey",
    "heroku",
    "hcloud",
    "hetzner",
    "honeycomb",
    "ado[_\\-]pat",
    "ext[_\\-]pat",
    "tfs[_\\-]pat",
    "visualstudio",
    "id_scope",
    "idscope",
    "iothub",
    "atlas.microsoft",
    "speech.microsoft",
    "bing.microsoft",
    "search.windows",
    "key-string",
    "hub[_.\\-]oauth",
    "hub[_.\\-]pat",
    "huboauth",
    "hubspot",
    "imap:",
    "imaps:",
    "jenkins",
    "jira",
    "ldap",
    "linode",
    "mailgun",
    "mandrill",
    "mongo",
    "mysql",
    "netlify",
    "notion",
    "okta",
    "pagerduty",
    "paypal",
    "pop3:",
    "pop3s:",
    "postgres",
    "postmark",
    "rabbitmq",
    "redis",
    "rollbar",
    "scaleway",
    "smtp",
    "snyk",
    "sonar",
    "submission:",
    "telegram",
    "travis",
    "twilio",
    "vsts",
    "vultr",
    "wandb",
    "zendesk",
});

constexpr std::size_t kStatesMax = 2048;
constexpr std::size_t kRoot = 0;
constexpr std::size_t kFound = kStatesMax;  // no state: a word has ended

using Word = std::vector<ByteSet>;
using StateSet = std::bitset<kStatesMax>;

// In either case.
std::vector<Expression> WordExpressions() {
  std::vector<Expression> expressions;
  const auto add = [&expressions](const std::string& word) {
    StatusOr<Expression> expression = ParsePattern("(?i)" + word);
    KT_CHECK(expression.ok());
    expressions.push_back(*std::move(expression));
  };
  std::ranges::for_each(kNames, add);
  for (const std::string owner : kKeyOwners) {
    add(owner + "key");
    add(owner + "[_.\\- ]key");
  }
  std::ranges::for_each(kProviders, add);
  return expressions;
}

std::vector<Word> Words() {
  std::vector<Word> words;
  for (const Expression& expression : WordExpressions()) {
    Word word;
    for (const Expression& child : expression.children) {
      KT_CHECK(child.kind == Kind::kBytes);
      word.push_back(child.bytes);
    }
    KT_CHECK(word.size() <= kWordBytesMax);
    words.push_back(std::move(word));
  }
  return words;
}

// Steps through text until a word has ended.
class WordAutomaton {
 public:
  WordAutomaton() : words_(Words()) {
    StateOf({});
    for (std::size_t state = 0; state < positions_.size(); ++state) AddSteps(state);
  }

  // Where the states of `from` go on one byte of `bytes`, and whether one of them ends a word.
  std::pair<StateSet, bool> Step(const StateSet& from, const ByteSet& bytes) const {
    StateSet to;
    bool found = false;
    for (std::size_t state = from._Find_first(); state < kStatesMax;
         state = from._Find_next(state)) {
      for (const auto& [on, next] : steps_[state]) {
        if ((on & bytes).none()) continue;
        if (next == kFound) {
          found = true;
        } else {
          to.set(next);
        }
      }
    }
    return {to, found};
  }

 private:
  // A word and how many of its bytes have been seen; sorted. A state is a set of them.
  using Positions = std::vector<std::pair<std::size_t, std::size_t>>;

  std::size_t StateOf(const Positions& positions) {
    const auto [entry, is_new] = states_.try_emplace(positions, positions_.size());
    if (is_new) {
      KT_CHECK(positions_.size() < kStatesMax);
      positions_.push_back(positions);
    }
    return entry->second;
  }

  std::size_t StepOn(const Positions& positions, std::size_t byte) {
    Positions next;
    const auto advance = [&](std::size_t word, std::size_t seen) {
      if (!words_[word][seen][byte]) return false;
      next.emplace_back(word, seen + 1);
      return seen + 1 == words_[word].size();
    };
    for (const auto& [word, seen] : positions) {
      if (advance(word, seen)) return kFound;
    }
    for (std::size_t word = 0; word < words_.size(); ++word) advance(word, 0);
    std::ranges::sort(next);
    return StateOf(next);
  }

  void AddSteps(std::size_t state) {
    const Positions positions = positions_[state];
    std::map<std::size_t, ByteSet> by_next;
    for (std::size_t byte = 0; byte < ByteSet().size(); ++byte) {
      by_next[StepOn(positions, byte)].set(byte);
    }
    std::vector<std::pair<ByteSet, std::size_t>> steps;
    for (const auto& [next, on] : by_next) steps.emplace_back(on, next);
    steps_.push_back(std::move(steps));
  }

  const std::vector<Word> words_;
  std::map<Positions, std::size_t> states_;
  std::vector<Positions> positions_;                                 // by state
  std::vector<std::vector<std::pair<ByteSet, std::size_t>>> steps_;  // by state
};

// One pattern's proof.
class WordProof {
 public:
  explicit WordProof(const WordAutomaton& automaton) : automaton_(automaton) {}

  // The states in which texts without a word leave the automaton that match `expression`, when they
  // reach it in `from`, `offset` bytes behind the match's begin. Notes where words end.
  StateSet Run(const Expression& expression, const StateSet& from, const WidthBytes& offset) {
    if (from.none()) return from;
    switch (expression.kind) {
      case Kind::kEmpty:
      case Kind::kAssertion: return from;
      case Kind::kBytes: return RunBytes(expression.bytes, from, offset);
      case Kind::kConcatenation: return RunSequence(expression.children, from, offset);
      case Kind::kAlternation: {
        StateSet to;
        for (const Expression& child : expression.children) to |= Run(child, from, offset);
        return to;
      }
      case Kind::kRepeat: return RunRepeat(expression, from, offset);
      case Kind::kCapture: return Run(expression.children.front(), from, offset);
    }
    return from;
  }

  // From the match's begin to the end of its first word. Shape: some word was found.
  const WidthBytes& word_end() const { return word_end_; }

 private:
  StateSet RunBytes(const ByteSet& bytes, const StateSet& from, const WidthBytes& offset) {
    const auto [to, found] = automaton_.Step(from, bytes);
    if (found) {
      word_end_.min = std::min(word_end_.min, offset.min + 1);
      word_end_.max = std::max(word_end_.max, offset.max + 1);
    }
    return to;
  }

  StateSet RunSequence(const std::vector<Expression>& sequence, StateSet states,
                       WidthBytes offset) {
    for (const Expression& child : sequence) {
      states = Run(child, states, offset);
      if (states.none()) break;
      const WidthBytes width = WidthOf(child);
      offset = {offset.min + width.min, offset.max + width.max};
    }
    return states;
  }

  // Where one more turn adds no state, no further turn does; words that end in the turns left out
  // are noted by one turn from all states at the last turn's place.
  StateSet RunRepeat(const Expression& repeat, const StateSet& from, const WidthBytes& offset) {
    const Expression& child = repeat.children.front();
    const WidthBytes width = WidthOf(child);
    const WidthBytes last{offset.min, offset.max + (repeat.repeat_max - 1) * width.max};
    StateSet states = from;
    StateSet before_min = from;
    StateSet left = repeat.repeat_min == 0 ? from : StateSet();
    for (std::uint32_t turn = 0; turn < repeat.repeat_max && states.any(); ++turn) {
      states = Run(child, states, {offset.min + turn * width.min, offset.max + turn * width.max});
      StateSet& seen = turn + 1 < repeat.repeat_min ? before_min : left;
      if ((states & ~seen).none() && states.any()) {
        Run(child, seen, last);
        return seen;
      }
      seen |= states;
    }
    return left;
  }

  const WordAutomaton& automaton_;
  WidthBytes word_end_{.min = UINT64_MAX, .max = 0};
};

}  // namespace

std::optional<WordReach> ReachFromWord(const Expression& search) {
  static const WordAutomaton automaton;
  WordProof proof(automaton);
  StateSet begin;
  begin.set(kRoot);
  if (proof.Run(search, begin, {}).any()) return std::nullopt;
  return WordReach{.before_bytes = proof.word_end().max,
                   .after_bytes = WidthOf(search).max - proof.word_end().min};
}

// A component lies between within_bytes before the match and as many behind it, and so does its
// word.
StatusOr<std::optional<WordReach>> ReachFromWord(const Rule& rule) {
  KT_ASSIGN_OR_RETURN(const Expression expression, ParsePattern(rule.pattern));
  const Expression search = CutTail(expression);
  std::optional<WordReach> nearest = ReachFromWord(search);
  for (const RuleComponent& component : rule.components) {
    if (!component.required) continue;
    KT_ASSIGN_OR_RETURN(const Expression beside, ParsePattern(component.pattern));
    if (!ReachFromWord(beside)) continue;
    const WordReach reach{
        .before_bytes = component.within_bytes + WidthOf(expression).max,
        .after_bytes = component.within_bytes + WidthOf(search).max,
    };
    if (!nearest || reach.bytes_max() < nearest->bytes_max()) nearest = reach;
  }
  return nearest;
}

bool IsLookedForNearWords(const Rule& rule, const std::optional<WordReach>& reach) {
  return reach && reach->bytes_max() <= (rule.paths.empty() ? kFartherBytesMax : kNearBytesMax);
}

std::vector<std::string> ContextWordExpressions() {
  std::vector<std::string> expressions;
  for (const Expression& word : WordExpressions()) expressions.push_back(ToHyperscan(word));
  return expressions;
}

}  // namespace keytrail::match
