#include "cli/table.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "cli/text_table.h"
#include "model/names.h"

namespace keytrail::cli {
namespace {

constexpr std::size_t kExceptionsShownMax = 5;

Ink InkOf(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh: return Ink::kRed;
    case Severity::kMedium: return Ink::kYellow;
    case Severity::kLow: return Ink::kPlain;
  }
  return Ink::kPlain;
}

Ink InkOf(VolumeOutcome outcome) {
  switch (outcome) {
    case VolumeOutcome::kComplete: return Ink::kGreen;
    case VolumeOutcome::kIgnored: return Ink::kDim;
    case VolumeOutcome::kPartial:
    case VolumeOutcome::kUnsupported:
    case VolumeOutcome::kLocked:
    case VolumeOutcome::kCorrupt:
    case VolumeOutcome::kTimeout:
    case VolumeOutcome::kKilled:
    case VolumeOutcome::kRefused: return Ink::kYellow;
  }
  return Ink::kPlain;
}

std::string Word(auto value) { return std::string(NameOf(value)); }

// "SHA256:" and twelve characters: enough to tell keys apart, and to find one in `keytrail keys`.
std::string ShortFingerprint(const std::string& fingerprint) {
  constexpr std::size_t kShownBytes = 19;
  return fingerprint.size() <= kShownBytes ? fingerprint : fingerprint.substr(0, kShownBytes) + "…";
}

// What tells this secret from others of its type: a key's fingerprint, else the preview.
std::string Detail(const Finding& finding) {
  const std::string fingerprint = TextAttribute(finding.attributes, "public_key_fingerprint");
  std::string detail = fingerprint.empty() ? finding.preview : ShortFingerprint(fingerprint);
  if (const std::string type = TextAttribute(finding.attributes, "key_type"); !type.empty()) {
    detail = type + " " + detail;
  }
  const auto encrypted = finding.attributes.find("encrypted");
  if (encrypted != finding.attributes.end() && encrypted->second == AttributeValue(true)) {
    detail = "encrypted " + detail;
  }
  return detail;
}

// "deploy@db (unknown) +2": accounts that list the key and are not closed to it.
std::string Accounts(std::span<const Related> related) {
  std::string first;
  std::size_t more = 0;
  for (const Related& one : related) {
    if (one.user.empty() || one.verdict == Verdict::kBlocked) continue;
    if (!first.empty()) {
      ++more;
      continue;
    }
    first = one.user + "@" + one.machine_id;
    if (one.verdict && *one.verdict != Verdict::kAllowed)
      first += fmt::format(" ({})", NameOf(*one.verdict));
  }
  if (first.empty()) return "-";
  return more == 0 ? first : fmt::format("{} +{}", first, more);
}

std::string Opens(const Target& target, std::span<const Related> related) {
  if (target.kind.empty()) return Accounts(related);
  std::string kind = target.kind;
  std::ranges::replace(kind, '_', ' ');
  return target.name.empty() ? kind : kind + " " + target.name;
}

std::string Place(const Finding& finding) {
  return finding.line == 0 ? finding.path : fmt::format("{}:{}", finding.path, finding.line);
}

const Finding& FindingOf(const Finding& finding) { return finding; }
const Finding& FindingOf(const rpc::SecretRow& secret) { return secret.recorded.finding; }

// Pointers into `items`, highest severity first, then by machine and place.
template <typename Item>
std::vector<const Item*> Sorted(std::span<const Item> items) {
  std::vector<const Item*> sorted;
  for (const Item& item : items) sorted.push_back(&item);
  std::ranges::stable_sort(sorted, [](const Item* a, const Item* b) {
    const Finding& x = FindingOf(*a);
    const Finding& y = FindingOf(*b);
    return std::tie(y.severity, x.machine_id, x.path, x.byte_offset) <
           std::tie(x.severity, y.machine_id, y.path, y.byte_offset);
  });
  return sorted;
}

// "5 secrets on 2 machines: 1 critical, 4 high."
template <typename Item>
std::string CountLine(std::span<const Item> items) {
  std::map<Severity, std::uint64_t, std::greater<>> counts;
  std::set<std::string> machines;
  for (const Item& item : items) {
    ++counts[FindingOf(item).severity];
    machines.insert(FindingOf(item).machine_id);
  }
  std::vector<std::string> parts;
  for (const auto& [severity, count] : counts) {
    parts.push_back(fmt::format("{} {}", HumanCount(count), NameOf(severity)));
  }
  return fmt::format("{} on {}: {}.\n", Counted(items.size(), "secret"),
                     Counted(machines.size(), "machine"), fmt::join(parts, ", "));
}

std::vector<TableColumn> FindingColumns() {
  return {{.title = "SEVERITY"},
          {.title = "CONFIDENCE"},
          {.title = "MACHINE", .shrinks_to_columns = 12},
          {.title = "SECRET", .shrinks_to_columns = 18},
          {.title = "DETAIL", .shrinks_to_columns = 22},
          {.title = "OPENS", .shrinks_to_columns = 16},
          {.title = "PLACE"}};
}

std::vector<Cell> FindingCells(const Finding& finding, std::span<const Related> related) {
  return {{Word(finding.severity), InkOf(finding.severity)},
          {Word(finding.confidence)},
          {finding.machine_id, Ink::kBold},
          {finding.secret_type},
          {Detail(finding), Ink::kDim},
          {Opens(finding.target, related), Ink::kCyan},
          {Place(finding)}};
}

// Why files were skipped and what else there is to say of a volume.
std::string Note(const VolumeCoverage& volume) {
  std::vector<std::string> parts;
  if (!volume.reason.empty()) parts.push_back(volume.reason);
  for (const auto& [reason, count] : volume.files_skipped) {
    parts.push_back(fmt::format("{} {}", HumanCount(count), reason));
  }
  if (parts.empty()) return volume.volume.reader_reason;
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string BaseNameOf(const std::string& path) {
  const std::size_t slash = path.find_last_of('/', path.size() > 1 ? path.size() - 2 : 0);
  return slash == std::string::npos || path.size() <= 1 ? path : path.substr(slash + 1);
}

std::string ExceptionsText(std::span<const VolumeCoverage> volumes, const Style& style) {
  std::string text;
  for (const VolumeCoverage& volume : volumes) {
    const std::size_t shown = std::min(volume.exceptions.size(), kExceptionsShownMax);
    for (std::size_t i = 0; i < shown; ++i) {
      const WalkException& exception = volume.exceptions[i];
      text += fmt::format("  not read: {} {} ({})\n", EscapeForDisplay(volume.machine_id),
                          EscapeForDisplay(exception.path),
                          Paint(EscapeForDisplay(exception.reason), Ink::kYellow, style));
    }
    if (volume.exceptions.size() > shown) {
      text += fmt::format("  not read: {} {} more\n", EscapeForDisplay(volume.machine_id),
                          HumanCount(volume.exceptions.size() - shown));
    }
  }
  return text;
}

char TypeLetter(FileType type) {
  switch (type) {
    case FileType::kRegular: return '-';
    case FileType::kDirectory: return 'd';
    case FileType::kSymlink: return 'l';
    case FileType::kFifo: return 'p';
    case FileType::kSocket: return 's';
    case FileType::kCharDevice: return 'c';
    case FileType::kBlockDevice: return 'b';
    case FileType::kUnknown: return '?';
  }
  return '?';
}

// "2026-01-31 08:00:00", or blanks when not known.
std::string ShortTime(Timestamp time) {
  constexpr std::size_t kToSeconds = 19;
  if (!time.known()) return std::string(kToSeconds, ' ');
  std::string text = FormatTimestamp(time).substr(0, kToSeconds);
  text[10] = ' ';
  return text;
}

}  // namespace

std::string FindingsTable(std::span<const Finding> findings, const Style& style) {
  if (findings.empty()) return "No secrets found in what was read.\n";
  TextTable table(FindingColumns());
  for (const Finding* finding : Sorted(findings)) table.AddRow(FindingCells(*finding, {}));
  return table.Render(style) + "\n" + CountLine(findings);
}

std::string SecretsTable(std::span<const rpc::SecretRow> secrets, const Style& style) {
  if (secrets.empty()) return "No secrets on record.\n";
  std::vector<TableColumn> columns = FindingColumns();
  columns.insert(columns.begin(), {.title = "STATUS"});
  TextTable table(std::move(columns));
  for (const rpc::SecretRow* secret : Sorted(secrets)) {
    std::vector<Cell> cells = FindingCells(secret->recorded.finding, secret->related);
    cells.insert(cells.begin(), {Word(secret->recorded.status)});
    table.AddRow(std::move(cells));
  }
  return table.Render(style) + "\n" + CountLine(secrets);
}

std::string CoverageTable(std::span<const VolumeCoverage> volumes, const Style& style) {
  if (volumes.empty()) return "No volumes were looked at.\n";
  TextTable table({{.title = "MACHINE", .shrinks_to_columns = 12},
                   {.title = "SOURCE", .shrinks_to_columns = 12},
                   {.title = "VOLUME", .shrinks_to_columns = 14},
                   {.title = "TYPE"},
                   {.title = "AT", .shrinks_to_columns = 10},
                   {.title = "OUTCOME"},
                   {.title = "FILES", .right_aligned = true},
                   {.title = "BYTES", .right_aligned = true},
                   {.title = "READER"},
                   {.title = "NOTE"}});
  for (const VolumeCoverage& volume : volumes) {
    table.AddRow({{volume.machine_id, Ink::kBold},
                  {BaseNameOf(volume.volume.source)},
                  {volume.volume.id, Ink::kDim},
                  {volume.volume.file_system.empty() ? "-" : volume.volume.file_system},
                  {volume.volume.mounted_at.empty() ? "-" : volume.volume.mounted_at},
                  {Word(volume.outcome), InkOf(volume.outcome)},
                  {HumanCount(volume.files_scanned)},
                  {HumanBytes(volume.bytes_scanned)},
                  {volume.volume.reader},
                  {Note(volume), Ink::kDim}});
  }
  return table.Render(style) + ExceptionsText(volumes, style);
}

std::string MachinesTable(std::span<const rpc::MachineRow> machines, const Style& style) {
  if (machines.empty()) return "No machines on record.\n";
  TextTable table({{.title = "MACHINE"},
                   {.title = "NAME", .shrinks_to_columns = 12},
                   {.title = "HOST NAME", .shrinks_to_columns = 12},
                   {.title = "SYSTEM", .shrinks_to_columns = 12},
                   {.title = "FIRST SEEN"},
                   {.title = "LAST SEEN"},
                   {.title = "NOTE"}});
  for (const rpc::MachineRow& row : machines) {
    const RecordedMachine& recorded = row.recorded;
    table.AddRow({{recorded.machine.id, Ink::kBold},
                  {recorded.machine.name},
                  {fmt::format("{}", fmt::join(row.hostnames, ", "))},
                  {row.os},
                  {ShortTime(recorded.first_seen)},
                  {ShortTime(recorded.last_seen)},
                  {recorded.machine.unstable_id ? "named after its source: give --machine" : "",
                   Ink::kYellow}});
  }
  return table.Render(style);
}

std::string FileLine(const ListedFileFrame& file, bool hashed) {
  constexpr std::size_t kDigestDigits = 64;
  const FileEntry& entry = file.entry;
  const std::string digest =
      hashed ? fmt::format("{:<{}}  ", file.sha256, kDigestDigits) : std::string();
  return fmt::format("{}{:04o} {:>6} {:>6} {:>15}  {}  {}{}\n", TypeLetter(entry.type),
                     entry.permissions.mode, entry.permissions.uid, entry.permissions.gid,
                     HumanCount(entry.size), ShortTime(entry.mtime), digest,
                     EscapeForDisplay(entry.path));
}

std::string ScanText(const ScanDone& scan, const Style& style) {
  const Ink ink = scan.outcome == ScanOutcome::kComplete ? Ink::kGreen : Ink::kYellow;
  const auto seconds = static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, (scan.finished_at.ns - scan.started_at.ns) / 1'000'000'000));
  return fmt::format(
      "{}: {}, {} and {} read in {}, {} found, {} suppressed\n",
      Paint(EscapeForDisplay(scan.machine_id), Ink::kBold, style),
      Paint(NameOf(scan.outcome), ink, style), Counted(scan.files_scanned, "file"),
      HumanBytes(scan.bytes_scanned), HumanSeconds(seconds),
      Counted(scan.findings_high + scan.findings_medium + scan.findings_low, "secret"),
      Counted(scan.suppressed, "look-alike"));
}

}  // namespace keytrail::cli
