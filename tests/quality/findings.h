// What a scan reported, as far as judging it needs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace keytrail::quality {

struct ReportedFinding {
  std::string rule_id;
  std::vector<std::string> also_matched;
  std::string path;
  std::string confidence;
  std::uint64_t line = 0;
  std::vector<std::string> decoded_by;
};

struct ScanReport {
  std::vector<ReportedFinding> findings;
  std::uint64_t bytes_scanned = 0;
  std::uint64_t files_scanned = 0;
};

// Scans `tree` with the program and the rules of this build. The process ends when the scan fails.
ScanReport ScanTree(const std::string& tree, const std::string& min_confidence);

}  // namespace keytrail::quality
