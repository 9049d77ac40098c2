// Which of two scans decides. All rules of resolution are here; what they keep is in
// record_schema.cc.
//
// A scan *covers* a file when it read it to its end, or walked its volume's metadata to the end
// without excepting the file. A finding is closed when a scan newer than the last one that saw it
// covered its file and looked for it: by its rule, or with a full pack that has its secret type,
// and with a confidence floor that does not hide it. This is a property of the set of scans, not of
// the order in which they arrive: covers and sightings only ever grow to the newest, and each is
// compared with the other when it arrives. Facts are the same, except that every scan looks for all
// of them and that nothing superseded is kept.
//
// Cost: a cover touches the findings and facts of its file or volume, by index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/coverage.h"
#include "storage/database.h"

namespace keytrail::storage {

// A scan's place in the order of scans.
struct ScanOrder {
  std::int64_t ns = 0;  // snapshot time
  std::string scan_id;
  auto operator<=>(const ScanOrder&) const = default;
};

// The keys under which a scan's records are kept.
struct ScanRow {
  std::int64_t scan_key = 0;
  std::int64_t look_id = 0;
  ScanOrder order;
};

struct FileRow {
  std::int64_t file_key = 0;
  std::int64_t volume_key = 0;
};

class Resolution {
 public:
  // `database` must outlive this, and be inside a write transaction.
  explicit Resolution(Database& database) : database_(database) {}

  // `scan` read the file to its end.
  Status CoverFile(const ScanRow& scan, const FileRow& file);
  // `scan` did not read the file to its end: its walk, should it end, says nothing of the file.
  Status ExceptFile(const ScanRow& scan, const FileRow& file);
  // `scan` walked the volume to its end, except for `exceptions`: files, or directories with all
  // that is below.
  Status CoverVolume(const ScanRow& scan, std::int64_t volume_key,
                     const std::vector<WalkException>& exceptions);

  // `scan` saw the finding. Errors: kInvalidArgument when its id is that of a finding in another
  // file.
  Status See(const ScanRow& scan, const FileRow& file, const Finding& finding);
  // `scan` saw the fact. Errors: as above.
  Status See(const ScanRow& scan, const FileRow& file, const Fact& fact);

 private:
  StatusOr<bool> IsClosed(const ScanOrder& seen, const FileRow& file, const Finding& finding);
  StatusOr<bool> IsSuperseded(const ScanOrder& seen, const FileRow& file);
  // True when one of the walks in the first column of `rows` covers the file.
  StatusOr<bool> AnyWalkCovers(Rows rows, const FileRow& file);
  StatusOr<bool> IsExcepted(std::int64_t walk_key, const std::string& path);
  StatusOr<std::vector<std::string>> ExceptionsOf(const ScanRow& scan, std::int64_t volume_key,
                                                  const std::vector<WalkException>& listed);
  Status CloseFindings(const ScanRow& scan, std::int64_t volume_key,
                       const std::vector<std::string>& exceptions);
  Status DropFacts(const ScanRow& scan, std::int64_t volume_key,
                   const std::vector<std::string>& exceptions);
  Status DropOldWalks(const ScanRow& scan, std::int64_t volume_key);

  Database& database_;
};

}  // namespace keytrail::storage
