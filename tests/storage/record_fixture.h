// A record on disk and a scanner that publishes to it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model/names.h"
#include "storage/record_store.h"
#include "tests/storage/scan_script.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::storage {

class RecordFixture {
 public:
  RecordFixture() {
    StatusOr<std::unique_ptr<RecordStore>> opened = OpenRecordStore(directory_ / "graph.db");
    EXPECT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

  RecordStore& store() { return *store_; }
  std::string path() const { return directory_ / "graph.db"; }

  Status Publish(const std::vector<ScanRecord>& records, std::int64_t received_ns = 1000) {
    const Status status =
        store_->Apply({.scanner_id = "s", .epoch = 1, .sequence = next_ + records.size() - 1},
                      next_, records, {received_ns});
    if (status.ok()) next_ += records.size();
    return status;
  }
  void Scan(const ScanScript& scan, std::int64_t received_ns = 1000) {
    const Status status = Publish(RecordsOf(scan), received_ns);
    ASSERT_TRUE(status.ok()) << status;
  }

  // Finding id → status, as words.
  std::map<std::string, std::string> Statuses() {
    std::map<std::string, std::string> statuses;
    const auto findings = store_->Findings("", false);
    EXPECT_TRUE(findings.ok()) << findings.status();
    for (const RecordedFinding& row : *findings) {
      statuses[row.finding.id] = std::string(NameOf(row.status));
    }
    return statuses;
  }
  std::string StatusOf(const std::string& volume, const std::string& path,
                       const std::string& type) {
    return Statuses()[FindingId(volume, path, type)];
  }
  // "volume|path|account|ordinal" → account name.
  std::map<std::string, std::string> Accounts() {
    std::map<std::string, std::string> accounts;
    const auto facts = store_->Facts("");
    EXPECT_TRUE(facts.ok()) << facts.status();
    for (const Fact& fact : *facts) {
      accounts[fact.id] = std::get<AccountFact>(fact.payload).name;
    }
    return accounts;
  }

 private:
  test_support::TemporaryDirectory directory_;
  std::unique_ptr<RecordStore> store_;
  std::uint64_t next_ = 1;
};

}  // namespace keytrail::storage
