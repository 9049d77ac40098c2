// Model values ↔ generated messages. With rpc/ the only room that sees generated headers.
//
// To the wire nothing fails: text that is not UTF-8 is escaped (paths and names that a disk gives
// travel as bytes). From the wire everything is checked: enumerators, times, counts. The size of
// every field is checked by CheckBounds (wire/text.h), which the callers that take a message from
// outside call first.
#pragma once

#include "base/status.h"
#include "keytrail/v1/model.pb.h"
#include "model/coverage.h"
#include "model/fact.h"
#include "model/finding.h"
#include "model/key.h"
#include "model/path.h"
#include "model/stores.h"

namespace keytrail::wire {

v1::LookedFor ToProto(const LookedFor& looked_for);
LookedFor FromProto(const v1::LookedFor& proto);

v1::Permissions ToProto(const Permissions& permissions);
Permissions FromProto(const v1::Permissions& proto);

// All that a scan knows of it. `status`, dates and relations are the record's (below).
v1::Finding ToProto(const Finding& finding);
StatusOr<Finding> FromProto(const v1::Finding& proto);

v1::Finding ToProto(const RecordedFinding& recorded);
StatusOr<RecordedFinding> RecordedFindingFromProto(const v1::Finding& proto);

v1::Fact ToProto(const Fact& fact);
StatusOr<Fact> FromProto(const v1::Fact& proto);

// A volume before its walk travels as one without an outcome.
v1::Volume ToProto(const Volume& volume);
Volume VolumeFromProto(const v1::Volume& proto);

v1::Volume ToProto(const VolumeCoverage& coverage);
StatusOr<VolumeCoverage> FromProto(const v1::Volume& proto);

// Errors of the other way: kInvalidArgument, also when a record lacks an id or contradicts itself.
v1::ScanRecord ToProto(const ScanRecord& record);
StatusOr<ScanRecord> FromProto(const v1::ScanRecord& proto);

v1::Related ToProto(const Related& related);
StatusOr<Related> FromProto(const v1::Related& proto);

// A door travels without its fact ids: the record's evidence is not part of the view.
v1::Key ToProto(const KeyView& key);
StatusOr<KeyView> FromProto(const v1::Key& proto);

v1::Node ToProto(const Node& node);
StatusOr<Node> FromProto(const v1::Node& proto);

v1::AttackPath ToProto(const AttackPath& path);
StatusOr<AttackPath> FromProto(const v1::AttackPath& proto);

}  // namespace keytrail::wire
