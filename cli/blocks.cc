// Keys and attack paths: blocks of lines rather than tables, for what matters is how things hang
// together.
#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "cli/table.h"
#include "cli/text_table.h"
#include "model/names.h"

namespace keytrail::cli {
namespace {

constexpr std::size_t kShortFingerprintBytes = 19;  // "SHA256:" and twelve characters
constexpr std::size_t kShortIdBytes = 12;

// An open door is the bad news.
Ink InkOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllowed: return Ink::kRed;
    case Verdict::kConditional:
    case Verdict::kUnknown: return Ink::kYellow;
    case Verdict::kBlocked: return Ink::kGreen;
  }
  return Ink::kPlain;
}

Ink InkOf(PathVerdict verdict) {
  return verdict == PathVerdict::kCertain ? Ink::kRed : Ink::kYellow;
}

std::string Shortened(const std::string& text, std::size_t bytes) {
  return text.size() <= bytes ? text : text.substr(0, bytes) + "…";
}

std::string JoinClean(std::span<const std::string> texts) {
  std::vector<std::string> clean;
  for (const std::string& text : texts) clean.push_back(EscapeForDisplay(text));
  return fmt::format("{}", fmt::join(clean, ", "));
}

// `text`, broken between words so that it stays within the style's width, every line behind
// `indent` blanks.
std::string Wrapped(const std::string& text, std::size_t indent, const Style& style) {
  const std::size_t width = style.width_columns == 0
                                ? text.size() + 1
                                : std::max(style.width_columns, indent + 20) - indent;
  std::string wrapped;
  std::string line;
  const auto flush = [&] {
    if (!line.empty()) wrapped += fmt::format("{:{}}{}\n", "", indent, line);
    line.clear();
  };
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) flush();
    line += line.empty() ? word : " " + word;
    begin = end + 1;
  }
  flush();
  return wrapped;
}

// A node in few words: `user@machine`, `key SHA256:…`, a machine's name.
std::string NodeText(const Node& node) {
  const std::string name = EscapeForDisplay(node.name.empty() ? node.id : node.name);
  switch (node.kind) {
    case NodeKind::kMachine: return name;
    case NodeKind::kAccount: {
      const std::size_t slash = node.id.rfind('/');
      if (slash == std::string::npos) return name;
      return EscapeForDisplay(node.id.substr(slash + 1)) + "@" +
             EscapeForDisplay(node.id.substr(0, slash));
    }
    case NodeKind::kKey:
      return "key " + Shortened(EscapeForDisplay(node.id), kShortFingerprintBytes);
    case NodeKind::kSecret:
    case NodeKind::kIdentity:
    case NodeKind::kDatabase:
    case NodeKind::kStorage:
    case NodeKind::kCluster:
    case NodeKind::kExternal: return fmt::format("{} {}", NameOf(node.kind), name);
  }
  return name;
}

std::string Arrow(const std::string& edge) {
  return fmt::format("──{}──▶", EscapeForDisplay(edge));
}

// The whole chain on one line, or broken before arrows where the terminal is narrow.
std::string ChainText(const AttackPath& path, const Style& style) {
  if (path.steps.empty()) return {};
  const std::string first = NodeText(path.steps.front().from);
  std::string text = "  " + Paint(first, Ink::kBold, style);
  std::size_t used = 2 + DisplayWidth(first);
  for (const PathStep& step : path.steps) {
    const std::string arrow = Arrow(step.edge);
    const std::string to = NodeText(step.to);
    const std::size_t needed = 2 + DisplayWidth(arrow) + DisplayWidth(to);
    if (style.width_columns != 0 && used + needed > style.width_columns) {
      text += "\n     ";
      used = 5;
    }
    text += fmt::format(" {} {}", Paint(arrow, Ink::kDim, style), Paint(to, Ink::kBold, style));
    used += needed;
  }
  return text + "\n";
}

std::string StepText(std::size_t number, const PathStep& step, const Style& style) {
  std::string text =
      fmt::format("  {}. {} {} {}\n", number, NodeText(step.from),
                  Paint(EscapeForDisplay(step.edge), Ink::kCyan, style), NodeText(step.to));
  text += Wrapped(EscapeForDisplay(step.reason), 5, style);
  std::vector<std::string> evidence;
  for (const std::string& id : step.evidence) {
    evidence.push_back(Shortened(EscapeForDisplay(id), kShortIdBytes));
  }
  std::string basis = fmt::format("evidence: {}", fmt::join(evidence, ", "));
  if (!step.technique.empty()) basis += "; technique " + EscapeForDisplay(step.technique);
  text += Wrapped(basis, 5, style);
  return text;
}

std::string PathText(const AttackPath& path, const Style& style) {
  std::string text =
      fmt::format("{}  {} risk, {} confidence  path {}\n",
                  Paint(NameOf(path.verdict), InkOf(path.verdict), style), NameOf(path.risk_level),
                  NameOf(path.confidence), EscapeForDisplay(path.id));
  text += Wrapped(EscapeForDisplay(path.name), 2, style);
  text += Wrapped(EscapeForDisplay(path.description), 2, style);
  text += "\n" + ChainText(path, style) + "\n";
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    text += StepText(i + 1, path.steps[i], style);
  }
  if (!path.conditions.empty()) text += "  holds only if, or not evaluated:\n";
  for (const std::string& condition : path.conditions) {
    text += Wrapped("- " + EscapeForDisplay(condition), 5, style);
  }
  return text;
}

std::string AccessText(const KeyAccess& access, const Style& style) {
  const Door& door = access.door;
  const std::string verdict =
      door.grade ? fmt::format("{} ({})", NameOf(door.verdict), NameOf(*door.grade))
                 : std::string(NameOf(door.verdict));
  std::string text =
      fmt::format("  listed by  {}  {}  {}:{}\n",
                  Paint(EscapeForDisplay(door.user) + "@" + EscapeForDisplay(door.machine_id),
                        Ink::kBold, style),
                  Paint(verdict, InkOf(door.verdict), style),
                  EscapeForDisplay(door.authorized_keys_path), door.authorized_keys_line);
  constexpr std::size_t kIndent = 13;
  if (!door.reasons.empty()) text += Wrapped("because: " + JoinClean(door.reasons), kIndent, style);
  if (!door.not_evaluated.empty()) {
    text += Wrapped("not evaluated yet: " + JoinClean(door.not_evaluated), kIndent, style);
  }
  if (!door.conditions.empty())
    text += Wrapped("if: " + JoinClean(door.conditions), kIndent, style);
  return text;
}

std::string KeyText(const KeyView& key, const Style& style) {
  std::string text = fmt::format(
      "{}  {}{}{}{}\n", Paint(EscapeForDisplay(key.public_key_fingerprint), Ink::kBold, style),
      EscapeForDisplay(key.key_type), key.bits == 0 ? "" : fmt::format(" {} bits", key.bits),
      key.encrypted ? ", encrypted" : "", key.known_public ? ", known to everybody" : "");
  for (const KeyHolder& holder : key.holders) {
    text += fmt::format("  held by    {}  {}\n",
                        Paint(EscapeForDisplay(holder.machine_id), Ink::kBold, style),
                        EscapeForDisplay(holder.path));
  }
  for (const KeyAccess& access : key.accounts) text += AccessText(access, style);
  for (const PublicHalfPlace& place : key.public_half_at) {
    text += fmt::format("  public at  {}  {}\n", EscapeForDisplay(place.machine_id),
                        EscapeForDisplay(place.path));
  }
  if (key.accounts.empty()) {
    text += "  listed by  " + Paint("no account on record", Ink::kDim, style) + "\n";
  }
  return text;
}

std::string LeftOutText(std::uint64_t unknown_left_out) {
  if (unknown_left_out == 0) return {};
  return fmt::format(
      "{} left out, for a step of each is not evaluated: --include-unknown shows them.\n",
      unknown_left_out == 1 ? "1 path was" : HumanCount(unknown_left_out) + " paths were");
}

}  // namespace

std::string KeysText(std::span<const KeyView> keys, const Style& style) {
  if (keys.empty()) return "No private keys on record.\n";
  std::vector<const KeyView*> sorted;
  for (const KeyView& key : keys) sorted.push_back(&key);
  std::stable_partition(sorted.begin(), sorted.end(),
                        [](const KeyView* key) { return !key->accounts.empty(); });
  std::string text;
  for (const KeyView* key : sorted) text += (text.empty() ? "" : "\n") + KeyText(*key, style);
  return text;
}

std::string PathsText(std::span<const AttackPath> paths, std::uint64_t unknown_left_out,
                      const Style& style) {
  std::string text;
  for (const AttackPath& path : paths) text += (text.empty() ? "" : "\n") + PathText(path, style);
  if (paths.empty()) text = "No attack paths.\n";
  const std::string left_out = LeftOutText(unknown_left_out);
  return left_out.empty() ? text : text + (paths.empty() ? "" : "\n") + left_out;
}

}  // namespace keytrail::cli
