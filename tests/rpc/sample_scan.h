// A small scan as records, for tests that care how records travel and not what they say.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>

#include "model/stores.h"
#include "wire/record.h"

namespace keytrail::rpc {

// `files` files with one finding and one account fact each, on one volume.
inline std::vector<ScanRecord> SampleScan(const std::string& machine_id, int files,
                                          const std::string& scan_id = "scan-1") {
  std::vector<ScanRecord> records;
  records.push_back(ScanBegun{.scan_id = scan_id,
                              .machine = {.id = machine_id, .name = machine_id + "-name"},
                              .started_at = {},
                              .snapshot_at = {1000},
                              .looked_for = {{.rule_id = "rule", .secret_type = "type"}}});
  for (int i = 0; i < files; ++i) {
    FileResult file{.scan_id = scan_id,
                    .machine_id = machine_id,
                    .volume_id = "root",
                    .path = fmt::format("/etc/{:05}", i),
                    .reason = {},
                    .findings = {},
                    .facts = {}};
    Finding finding;
    finding.id = fmt::format("finding-{}-{}", machine_id, i);
    finding.rule_id = "rule";
    finding.secret_type = "type";
    finding.fingerprint = fmt::format("hmac:k:{}", i);
    file.findings.push_back(finding);
    Fact fact;
    fact.id = fmt::format("fact-{}-{}", machine_id, i);
    fact.payload = AccountFact{.name = "root", .home = "/root", .shell = {}};
    file.facts.push_back(fact);
    records.push_back(file);
  }
  VolumeCoverage coverage;
  coverage.volume.id = "root";
  coverage.machine_id = machine_id;
  coverage.scan_id = scan_id;
  coverage.walked_to_end = true;
  records.push_back(coverage);
  ScanDone done;
  done.scan_id = scan_id;
  done.machine_id = machine_id;
  records.push_back(done);
  return records;
}

inline std::vector<std::string> Encoded(const std::vector<ScanRecord>& records) {
  std::vector<std::string> encoded;
  for (const ScanRecord& record : records) encoded.push_back(wire::EncodeRecord(record));
  return encoded;
}

// All that the record says, in one text: equal records are equal texts.
inline std::string Dump(RecordStore& store) {
  const auto machines = store.Machines();
  const auto findings = store.Findings("", false);
  const auto facts = store.Facts("");
  const auto coverage = store.Coverage("");
  std::string text;
  for (const RecordedMachine& row : machines.value()) text += "machine " + row.machine.id + "\n";
  for (const RecordedFinding& row : findings.value()) {
    text +=
        fmt::format("{} {} {}\n", row.finding.id, static_cast<int>(row.status), row.last_seen.ns);
  }
  for (const Fact& fact : facts.value()) text += fact.id + "\n";
  for (const VolumeCoverage& row : coverage.value()) text += row.volume.id + "\n";
  return text;
}

}  // namespace keytrail::rpc
