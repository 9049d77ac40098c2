#include "wire/convert.h"
#include "wire/enums.h"
#include "wire/text.h"

namespace keytrail::wire {

v1::Volume ToProto(const Volume& volume) {
  v1::Volume proto;
  proto.set_volume_id(WireText(volume.id));
  proto.set_source(WireText(volume.source));
  proto.set_file_system(WireText(volume.file_system));
  proto.set_label(WireText(volume.label));
  proto.set_uuid(WireText(volume.uuid));
  proto.set_mounted_at(volume.mounted_at);
  proto.set_reader(WireText(volume.reader));
  proto.set_reader_reason(WireText(volume.reader_reason));
  return proto;
}

Volume VolumeFromProto(const v1::Volume& proto) {
  return Volume{.id = proto.volume_id(),
                .source = proto.source(),
                .file_system = proto.file_system(),
                .label = proto.label(),
                .uuid = proto.uuid(),
                .mounted_at = proto.mounted_at(),
                .reader = proto.reader(),
                .reader_reason = proto.reader_reason()};
}

v1::Volume ToProto(const VolumeCoverage& coverage) {
  v1::Volume proto = ToProto(coverage.volume);
  proto.set_machine_id(WireText(coverage.machine_id));
  proto.set_scan_id(WireText(coverage.scan_id));
  if (coverage.snapshot_at.known()) {
    *proto.mutable_snapshot_at() = TimestampToProto(coverage.snapshot_at);
  }
  proto.set_outcome(EnumToProto(coverage.outcome));
  proto.set_reason(WireText(coverage.reason));
  proto.set_files_scanned(coverage.files_scanned);
  proto.set_bytes_scanned(coverage.bytes_scanned);
  for (const auto& [reason, count] : coverage.files_skipped) {
    (*proto.mutable_files_skipped())[WireText(reason)] = count;
  }
  proto.set_bytes_skipped(coverage.bytes_skipped);
  proto.set_walked_to_end(coverage.walked_to_end);
  for (const WalkException& exception : coverage.exceptions) {
    v1::WalkException& added = *proto.add_exceptions();
    added.set_path(exception.path);
    added.set_reason(WireText(exception.reason));
  }
  return proto;
}

StatusOr<VolumeCoverage> FromProto(const v1::Volume& proto) {
  VolumeCoverage coverage;
  coverage.volume = VolumeFromProto(proto);
  coverage.machine_id = proto.machine_id();
  coverage.scan_id = proto.scan_id();
  KT_ASSIGN_OR_RETURN(coverage.snapshot_at, TimestampFromProto(proto.snapshot_at()));
  KT_ASSIGN_OR_RETURN(coverage.outcome, EnumFromProto<VolumeOutcome>(proto.outcome()));
  coverage.reason = proto.reason();
  coverage.files_scanned = proto.files_scanned();
  coverage.bytes_scanned = proto.bytes_scanned();
  coverage.files_skipped.insert(proto.files_skipped().begin(), proto.files_skipped().end());
  coverage.bytes_skipped = proto.bytes_skipped();
  coverage.walked_to_end = proto.walked_to_end();
  for (const v1::WalkException& exception : proto.exceptions()) {
    coverage.exceptions.push_back({.path = exception.path(), .reason = exception.reason()});
  }
  return coverage;
}

}  // namespace keytrail::wire
