// Scans as a test writes them down, and the records that they publish.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "model/stores.h"

namespace keytrail::storage {

inline constexpr const char* kMachine = "web-1";

// What a scan says of one file. Findings are named by their secret types, facts by account names.
struct FileScript {
  std::string path;
  std::vector<std::string> types;
  std::vector<std::string> accounts = {};
  bool read_to_end = true;
};

struct VolumeScript {
  std::string id;
  std::vector<FileScript> files = {};
  bool walked_to_end = true;
  std::vector<std::string> exceptions = {};
  bool ended = true;  // false: the scan was interrupted before it published the volume
};

struct ScanScript {
  std::string id;
  std::int64_t snapshot_ns = 0;  // 0: not given
  std::vector<VolumeScript> volumes = {};
  std::vector<std::string> types = {"a", "b", "c"};  // rule "rule-a" finds type "a"
  Confidence floor = Confidence::kLow;
  bool full_pack = false;
  bool all_disks = false;
  bool done = true;
  ScanOutcome outcome = ScanOutcome::kComplete;
};

// Types are of a fixed confidence: "c" is low, others are high.
inline Confidence ConfidenceOf(const std::string& type) {
  return type == "c" ? Confidence::kLow : Confidence::kHigh;
}

inline std::string FindingId(const std::string& volume, const std::string& path,
                             const std::string& type) {
  return fmt::format("{}|{}|{}", volume, path, type);
}

inline FileResult RecordOf(const ScanScript& scan, const VolumeScript& volume,
                           const FileScript& file) {
  FileResult result{.scan_id = scan.id,
                    .machine_id = kMachine,
                    .volume_id = volume.id,
                    .path = file.path,
                    .read_to_end = file.read_to_end,
                    .reason = file.read_to_end ? "" : "io_error",
                    .findings = {},
                    .facts = {}};
  for (const std::string& type : file.types) {
    Finding finding;
    finding.id = FindingId(volume.id, file.path, type);
    finding.rule_id = "rule-" + type;
    finding.secret_type = type;
    finding.confidence = ConfidenceOf(type);
    finding.fingerprint = "hmac:k:" + type;
    finding.preview = scan.id;
    result.findings.push_back(finding);
  }
  for (std::size_t i = 0; i < file.accounts.size(); ++i) {
    Fact fact;
    fact.id = fmt::format("{}|{}|account|{}", volume.id, file.path, i);
    fact.payload = AccountFact{.name = file.accounts[i], .home = {}, .shell = {}};
    result.facts.push_back(fact);
  }
  return result;
}

inline std::vector<ScanRecord> RecordsOf(const ScanScript& scan) {
  ScanBegun begun{.scan_id = scan.id,
                  .machine = {.id = kMachine, .name = "web"},
                  .started_at = {},
                  .snapshot_at = {scan.snapshot_ns},
                  .looked_for = {},
                  .min_confidence = scan.floor,
                  .all_disks = scan.all_disks,
                  .full_pack = scan.full_pack};
  for (const std::string& type : scan.types) {
    begun.looked_for.push_back({.rule_id = "rule-" + type, .secret_type = type});
  }
  std::vector<ScanRecord> records = {begun};
  for (const VolumeScript& volume : scan.volumes) {
    for (const FileScript& file : volume.files) records.push_back(RecordOf(scan, volume, file));
    if (!volume.ended) continue;
    VolumeCoverage coverage;
    coverage.volume.id = volume.id;
    coverage.machine_id = kMachine;
    coverage.scan_id = scan.id;
    coverage.walked_to_end = volume.walked_to_end;
    for (const std::string& path : volume.exceptions) {
      coverage.exceptions.push_back({.path = path, .reason = "io_error"});
    }
    records.push_back(coverage);
  }
  if (scan.done) {
    ScanDone done;
    done.scan_id = scan.id;
    done.machine_id = kMachine;
    done.outcome = scan.outcome;
    records.push_back(done);
  }
  return records;
}

}  // namespace keytrail::storage
