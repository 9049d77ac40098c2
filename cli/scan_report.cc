#include "cli/scan_report.h"

#include <cstdio>

#include "base/text.h"
#include "cli/json.h"
#include "cli/table.h"

namespace keytrail::cli {

void ScanReport::OnProgress(const ProgressFrame& progress) { progress_.Show(progress); }

void ScanReport::OnFinding(const Finding& finding) {
  if (!finding.suppressed_by.empty() && !shows_suppressed_) return;
  if (writer_.is_text()) {
    findings_.push_back(finding);
  } else {
    writer_.WriteObject(ToJson(finding));
  }
}

void ScanReport::OnVolume(const VolumeCoverage& coverage) {
  if (writer_.is_text()) {
    volumes_.push_back(coverage);
  } else {
    writer_.WriteObject(ToJson(coverage));
  }
}

void ScanReport::OnListed(const ListedFileFrame&) {}

void ScanReport::OnRuleProblem(const RuleProblem& problem) {
  progress_.Clear();
  std::fprintf(stderr, "keytrail: %s\n", EscapeForDisplay(DescribeProblem(problem)).c_str());
}

void ScanReport::EndMachine(const daemon::MachineScanResult& result) {
  progress_.Clear();
  for (const std::string& error : result.done.errors) {
    std::fprintf(stderr, "keytrail: %s\n", EscapeForDisplay(error).c_str());
  }
  if (writer_.is_text()) {
    scans_.push_back(result.done);
  } else {
    writer_.WriteObject(ToJson(result.done));
  }
}

void ScanReport::Finish() {
  if (!writer_.is_text()) return;
  writer_.WriteText(FindingsTable(findings_, writer_.style()) + "\n");
  writer_.WriteText(CoverageTable(volumes_, writer_.style()) + "\n");
  for (const ScanDone& scan : scans_) writer_.WriteText(ScanText(scan, writer_.style()));
}

}  // namespace keytrail::cli
