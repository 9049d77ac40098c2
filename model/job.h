// What a worker is asked to do and what it answers: the frames of the pipe as plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "model/coverage.h"
#include "model/file.h"
#include "model/finding.h"
#include "model/rule_report.h"
#include "model/volume.h"

namespace keytrail {

enum class ReaderKind { kDirectory, kAppliance };
enum class Accelerator { kKvm, kTcg };

struct SourceSpec {
  std::string path;
  std::string display;  // as the user gave it
};

struct Job {
  enum class Action { kScan, kList, kListRules, kCheckRules, kTestRules, kBenchRules };
  Action action = Action::kScan;
  ReaderKind reader = ReaderKind::kDirectory;
  std::string reader_reason;
  std::vector<SourceSpec> sources;  // all disks of one machine
  bool hash = false;                // kList: with the SHA-256 of each regular file
  std::uint32_t threads = 2;
  std::uint64_t read_rate_bytes_per_second = 0;  // 0: no limit
  Confidence min_confidence = Confidence::kMedium;
  std::vector<std::string> rule_directories;
  std::vector<std::string> rule_files;  // single ones, beside the directories; not for kScan
  std::vector<std::string> rule_ids;    // empty: all
  std::vector<std::string> context_directories;  // kCheckRules: of rules that only cross-fire
  bool keep_going = false;                       // with the sound rules when others are not
  std::string rule_cache_directory;              // 0700; empty: no cache
  std::vector<std::string> known_keys_files;     // lists of private keys that everybody has
  std::string scratch_directory;                 // 0700, of this scan; removed by the supervisor
  std::string probe_image;                       // the probe's disk, for the appliance
  Accelerator accelerator = Accelerator::kTcg;
  std::uint64_t scratch_bytes = 0;   // 0: limits::kScratchBytes
  std::uint32_t launch_seconds = 0;  // 0: limits::kApplianceLaunchSeconds
  // A raw source whose first bytes are the header of another image format is read as raw all the
  // same.
  bool insist_raw = false;
};

// Worker → supervisor
// -------------------------------------------------------------------------------------------------
struct HelloFrame {
  std::uint32_t protocol_version = 1;
  std::string worker_version;
  std::vector<LookedFor> looked_for;
};
struct VolumeBeginFrame {
  Volume volume;
};
struct FileDoneFrame {
  std::uint64_t sequence = 0;  // from 1; acknowledged
  std::string volume_id;
  std::string path;
  bool read_to_end = true;
  std::string reason;
  std::vector<WorkerFinding> findings;
  std::vector<Fact> facts;
};
struct ListedFileFrame {
  FileEntry entry;
  std::string sha256;  // hex, empty when not asked for or not regular
};
struct ProgressFrame {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t files_total = 0;  // 0: not known
  std::uint64_t bytes_total = 0;  // 0: not known
  std::string stage;              // "starting the appliance", "walking", "scanning"
};
struct VolumeEndFrame {
  VolumeCoverage coverage;
};
struct ScanEndFrame {
  std::uint64_t suppressed = 0;
  std::map<std::string, std::uint64_t> suppressed_by = {};  // the same, by what refused
  // Empty when the reader could look at something.
  std::string error;
  std::int32_t error_code = 0;  // StatusCode of `error`
};
// Of the actions on rules.
struct RuleReportFrame {
  RuleReport report;
};
using WorkerFrame = std::variant<HelloFrame, VolumeBeginFrame, FileDoneFrame, ListedFileFrame,
                                 ProgressFrame, VolumeEndFrame, ScanEndFrame, RuleReportFrame>;

// Supervisor → worker
// -------------------------------------------------------------------------------------------------
struct JobFrame {
  Job job;
};
struct AcknowledgeFrame {
  std::uint64_t sequence = 0;
};
struct CancelFrame {};
using SupervisorFrame = std::variant<JobFrame, AcknowledgeFrame, CancelFrame>;

}  // namespace keytrail
