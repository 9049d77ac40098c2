#include "cli/option_values.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "model/names.h"

namespace keytrail::cli {
namespace {

// `known_later`: words of the contract that a later version brings.
struct Vocabulary {
  std::string_view what;  // "--format"
  std::vector<std::string_view> has;
  std::span<const std::string_view> known_later;
};

Status Refuse(const Vocabulary& vocabulary, const std::string& word) {
  const bool later =
      std::ranges::find(vocabulary.known_later, word) != vocabulary.known_later.end();
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("cannot use {} {}: {}: give {}", vocabulary.what,
                               word.empty() ? "''" : EscapeForDisplay(word),
                               later ? "this version does not have it yet" : "no such value",
                               fmt::join(vocabulary.has, " or ")));
}

constexpr std::string_view kFormatsLater[] = {"csv", "sarif", "ocsf"};
constexpr std::string_view kReadersLater[] = {"ext", "tsk"};
constexpr std::string_view kSourceFormatsLater[] = {"qcow2", "vmdk", "vpc", "vhdx", "vdi"};

std::string_view NameOf(OutputFormat format) {
  switch (format) {
    case OutputFormat::kTable: return "table";
    case OutputFormat::kJson: return "json";
    case OutputFormat::kJsonLines: return "jsonl";
  }
  return "table";
}

std::uint64_t SuffixFactor(char suffix) {
  switch (suffix) {
    case 'K':
    case 'k': return 1ULL << 10;
    case 'M':
    case 'm': return 1ULL << 20;
    case 'G':
    case 'g': return 1ULL << 30;
    case 'T':
    case 't': return 1ULL << 40;
  }
  return 0;
}

}  // namespace

StatusOr<OutputFormat> ParseFormat(const std::string& word,
                                   std::initializer_list<OutputFormat> allowed) {
  Vocabulary vocabulary{.what = "--format", .has = {}, .known_later = kFormatsLater};
  for (const OutputFormat format : allowed) {
    if (word == NameOf(format)) return format;
    vocabulary.has.push_back(NameOf(format));
  }
  return Refuse(vocabulary, word);
}

StatusOr<ReaderChoice> ParseReader(const std::string& word) {
  if (word == "auto") return ReaderChoice::kAuto;
  if (word == "directory") return ReaderChoice::kDirectory;
  if (word == "appliance") return ReaderChoice::kAppliance;
  return Refuse(
      {.what = "--reader", .has = {"auto", "directory", "appliance"}, .known_later = kReadersLater},
      word);
}

StatusOr<bool> ParseSourceFormat(const std::string& word) {
  if (word.empty()) return false;
  if (word == "raw") return true;
  return Refuse({.what = "--source-format", .has = {"raw"}, .known_later = kSourceFormatsLater},
                word);
}

StatusOr<Confidence> ParseConfidence(const std::string& word) {
  if (const auto confidence = ConfidenceFromName(word)) return *confidence;
  return Refuse({.what = "--min-confidence", .has = {"low", "medium", "high"}, .known_later = {}},
                word);
}

StatusOr<std::uint64_t> ParseByteCount(const std::string& flag, const std::string& text) {
  std::uint64_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view suffix(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  const std::uint64_t factor =
      suffix.size() == 1 ? SuffixFactor(suffix[0]) : (suffix.empty() ? 1 : 0);
  if (error != std::errc() || factor == 0 ||
      count > std::numeric_limits<std::uint64_t>::max() / factor) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot use {} {}: it is not a number of bytes: give digits, with "
                                 "K, M, G or T behind them if you like",
                                 flag, text.empty() ? "''" : EscapeForDisplay(text)));
  }
  return count * factor;
}

StatusOr<Timestamp> ParseSnapshotTime(const std::string& text) {
  if (text.empty()) return Timestamp{};
  auto time = ParseTimestamp(text);
  if (time.ok()) return time;
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("cannot use --snapshot-time {}: it is not an RFC 3339 time: give "
                               "one such as 2026-01-31T08:00:00Z",
                               EscapeForDisplay(text)));
}

StatusOr<std::optional<std::string>> ParseStore(const std::string& text) {
  if (text.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "cannot use --store '': it names no directory: give a directory, or none to "
                     "keep nothing");
  }
  if (text == "none") return std::optional<std::string>();
  return std::optional<std::string>(text);
}

}  // namespace keytrail::cli
