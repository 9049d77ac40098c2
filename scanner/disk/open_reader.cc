#include "scanner/disk/open_reader.h"

#include "scanner/disk/appliance_reader.h"
#include "scanner/disk/directory_reader.h"
#include "scanner/disk/source_kind.h"

namespace keytrail::disk {

StatusOr<std::unique_ptr<Reader>> OpenReader(const Job& job) {
  if (job.sources.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "cannot scan: the job names no source: give at least one");
  }
  switch (job.reader) {
    case ReaderKind::kDirectory:
      for (const SourceSpec& source : job.sources) {
        KT_RETURN_IF_ERROR(CheckDirectorySource(source));
      }
      return NewDirectoryReader(job.sources, job.reader_reason);
    case ReaderKind::kAppliance:
      for (const SourceSpec& source : job.sources) {
        KT_RETURN_IF_ERROR(CheckDiskSource(source, job.insist_raw));
      }
      return NewApplianceReader(job);
  }
  return MakeError(StatusCode::kInvalidArgument, "cannot scan: the job names no known reader");
}

}  // namespace keytrail::disk
