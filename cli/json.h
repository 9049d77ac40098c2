// Our JSON: one object a line from model values, field by field as docs/cli.md says.
//
// Not protobuf's JSON mapping (it makes 64-bit numbers strings), though every key is a field name
// of the proto; the extra ones are `kind` and `path_bytes`. Numbers are numbers, times are RFC 3339
// with nanoseconds or null, enumerators lower-case words. What is not known is null; a field whose
// feature does not exist is left out. Every line is well-formed UTF-8 and holds no byte that a
// terminal would obey.
#pragma once

#include <string>

#include "model/coverage.h"
#include "model/job.h"
#include "model/key.h"
#include "model/path.h"
#include "model/stores.h"
#include "rpc/query_client.h"

namespace keytrail::cli {

// Returns: each one line without its newline. Threads: any.

// What the worker knows, as `scan` prints it.
std::string ToJson(const Finding& finding);
// With status, dates and relations from the record, as `secrets` prints it.
std::string ToJson(const rpc::SecretRow& secret);
std::string ToJson(const VolumeCoverage& coverage);
// `hashed`: the SHA-256 was asked for, and is null where the entry is not a regular file.
std::string ToJson(const ListedFileFrame& file, bool hashed);
std::string ToJson(const KeyView& key);
std::string ToJson(const AttackPath& path);
// `os` and `hostnames` are left out where the machine's own files do not say them.
std::string ToJson(const rpc::MachineRow& machine);
std::string ToJson(const ScanDone& scan);

}  // namespace keytrail::cli
