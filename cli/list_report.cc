#include "cli/list_report.h"

#include <cstdio>
#include <string>

#include "base/text.h"
#include "cli/json.h"
#include "cli/table.h"
#include "model/names.h"

namespace keytrail::cli {

void ListReport::OnVolume(const VolumeCoverage& coverage) {
  if (!writer_.is_text()) {
    writer_.WriteObject(ToJson(coverage));
    return;
  }
  if (coverage.outcome == VolumeOutcome::kComplete || coverage.outcome == VolumeOutcome::kIgnored) {
    return;
  }
  progress_.Clear();
  std::fprintf(stderr, "keytrail: %s: volume %s is %s: %s\n",
               EscapeForDisplay(coverage.volume.source).c_str(),
               EscapeForDisplay(coverage.volume.id).c_str(),
               std::string(NameOf(coverage.outcome)).c_str(),
               EscapeForDisplay(coverage.reason).c_str());
}

void ListReport::OnListed(const ListedFileFrame& file) {
  progress_.Clear();
  if (writer_.is_text()) {
    writer_.WriteText(FileLine(file, hashed_));
  } else {
    writer_.WriteObject(ToJson(file, hashed_));
  }
}

void ListReport::EndMachine(const daemon::MachineScanResult& result) {
  progress_.Clear();
  for (const std::string& error : result.done.errors) {
    std::fprintf(stderr, "keytrail: %s\n", error.c_str());
  }
}

}  // namespace keytrail::cli
